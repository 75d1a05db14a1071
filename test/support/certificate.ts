import { generateKeyPairSync, randomInt } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import forge from 'node-forge'

const { pki } = forge
const DNS = 2
const IP = 7

/** A certificate that has signed itself, for this machine and one name. */
export function makeCertificate(name = 'crm.example.com', days = 30) {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const cert = pki.createCertificate()
  const signer = pki.privateKeyFromPem(privateKey.export({ type: 'pkcs1', format: 'pem' }).toString())
  cert.publicKey = pki.setRsaPublicKey(signer.n, signer.e)
  cert.serialNumber = `0${randomInt(2 ** 40).toString(16)}`
  cert.validity.notBefore = new Date(Date.now() - 86_400_000)
  cert.validity.notAfter = new Date(Date.now() + days * 86_400_000)
  const subject = [{ name: 'commonName', value: name }]
  cert.setSubject(subject)
  cert.setIssuer(subject)
  const altNames = [
    { type: DNS, value: name },
    { type: DNS, value: 'localhost' },
    { type: IP, ip: '127.0.0.1' },
  ]
  cert.setExtensions([{ name: 'subjectAltName', altNames }])
  cert.sign(signer, forge.md.sha256.create())
  return { cert: pki.certificateToPem(cert), key }
}

/** Both files in a directory of their own. */
export function writeCertificate({ cert, key } = makeCertificate()) {
  const directory = mkdtempSync(join(tmpdir(), 'crm-page-tls-'))
  const files = { certFile: join(directory, 'tls.crt'), keyFile: join(directory, 'tls.key') }
  writeFileSync(files.certFile, cert)
  writeFileSync(files.keyFile, key)
  return { ...files, env: { TLS_CERT_FILE: files.certFile, TLS_KEY_FILE: files.keyFile } }
}
