import { generateKeyPairSync, randomInt, sign } from 'node:crypto'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import forge from 'node-forge'

const { asn1, pki } = forge
const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2'
const DNS = 2
const IP = 7

/** Creates a self-signed certificate for this machine and one name. */
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

/** The same with an elliptic-curve key, which the library does not support: its parts are assembled by hand. */
export function makeEllipticCertificate() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const [toBeSigned] = toParts(pki.certificateToAsn1(pki.certificateFromPem(makeCertificate().cert)))
  if (!toBeSigned) throw new Error('The certificate has no parts')
  const { SEQUENCE, BITSTRING, OID } = asn1.Type
  const make = (type: forge.asn1.Type, value: forge.asn1.Asn1[] | string) =>
    asn1.create(asn1.Class.UNIVERSAL, type, typeof value !== 'string', value)
  const algorithm = make(SEQUENCE, [make(OID, asn1.oidToDer(ECDSA_WITH_SHA256).getBytes())])
  const spki = publicKey.export({ type: 'spki', format: 'der' }).toString('binary')
  toParts(toBeSigned).splice(2, 1, algorithm)
  toParts(toBeSigned).splice(6, 1, asn1.fromDer(spki))
  const bytes = Buffer.from(asn1.toDer(toBeSigned).getBytes(), 'binary')
  const signature = `\0${sign('sha256', bytes, privateKey).toString('binary')}`
  const whole = asn1.toDer(make(SEQUENCE, [toBeSigned, algorithm, make(BITSTRING, signature)])).getBytes()
  return {
    cert: forge.pem.encode({ type: 'CERTIFICATE', body: whole }),
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

function toParts({ value }: forge.asn1.Asn1): forge.asn1.Asn1[] {
  return value as forge.asn1.Asn1[]
}

/** Writes both files to their own directory. */
export function writeCertificate({ cert, key } = makeCertificate()) {
  const directory = mkdtempSync(join(tmpdir(), 'crm-page-tls-'))
  const files = { certFile: join(directory, 'tls.crt'), keyFile: join(directory, 'tls.key') }
  writeFileSync(files.certFile, cert)
  writeFileSync(files.keyFile, key)
  return { ...files, env: { TLS_CERT_FILE: files.certFile, TLS_KEY_FILE: files.keyFile } }
}
