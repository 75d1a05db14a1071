import { defineConfig } from 'vitest/config'
import { useOwnTemporaryDirectory } from './test/support/temporary-directory.ts'

useOwnTemporaryDirectory()

/** Several machines that fail, on one: namespaces of Linux, Patroni, etcd, HAProxy, nginx. */
export default defineConfig({
  test: {
    include: ['test/cluster/*.cluster.ts'],
    globalSetup: ['test/cluster/global-setup.ts'],
    env: { TIMES: '5', REPLICA_SECONDS: '60', ...process.env },
    testTimeout: 30 * 60_000,
    hookTimeout: 180_000,
    fileParallelism: false,
    disableConsoleIntercept: true,
  },
})
