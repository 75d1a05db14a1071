import { expect, test } from 'vitest'
import { contend, presentLinks, replay, startLinking } from '../support/linking.ts'

test('thirty agents for ten seconds leave a history that replays to exactly the present state', async () => {
  const linking = await startLinking()
  const visitors = ['v-1', 'v-2', 'v-3', 'v-4', 'v-5']
  const counts = await contend(linking, { visitors, agents: 30, ms: 10_000 })
  const { links, faults, events } = await replay(linking.admin, visitors)
  expect(faults).toEqual([])
  expect(links).toEqual(await presentLinks(linking.admin, visitors))
  process.stdout.write(`${JSON.stringify({ ...counts, events })}\n`)
  await linking.close()
})
