// Loads a Lambda handler and serves invocations, by the Lambda Runtime API.
'use strict'
const fs = require('fs')
const http = require('http')
const path = require('path')
const { PassThrough } = require('stream')
const { pathToFileURL } = require('url')

const [address, ...prefix] = process.env.AWS_LAMBDA_RUNTIME_API.split('/')
const base = new URL(`http://${address}`)
const root = ['', ...prefix, '2018-06-01', 'runtime'].join('/')
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 })
const streaming = Symbol('streaming')

let requestId = '' // of the invocation that is going on
let whenEmpty = null // what to do when nothing is left to wait for

class Failure extends Error {
  constructor (name, message) {
    super(message)
    this.name = name
    this.stack = `${name}: ${message}`
  }
}

function call (method, path, body, more) {
  const headers = { 'Content-Type': 'application/json', ...more }
  if (body !== undefined) headers['Content-Length'] = Buffer.byteLength(body)
  const options = { agent, method, host: base.hostname, port: base.port, path: root + path, headers }
  return new Promise((resolve, reject) => {
    const request = http.request(options, (response) => {
      const chunks = []
      response.on('data', (chunk) => chunks.push(chunk))
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) }))
      response.on('error', reject)
    })
    request.on('error', reject)
    request.end(body)
  })
}

// payloadOf returns the payload of an error, without the frames of this program.
function payloadOf (error) {
  if (error === null || error === undefined) {
    return {
      errorType: 'handled',
      errorMessage: 'callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack'
    }
  }
  if (!(error instanceof Error) && !(error.name && error.message && error.stack)) {
    return { errorType: typeof error, errorMessage: String(error), trace: [] }
  }
  const trace = String(error.stack).split('\n').filter((line) => !line.includes('[eval]'))
  return { errorType: String(error.name), errorMessage: String(error.message), trace }
}

async function fail (payload) {
  process.stderr.write(`ERROR\t${requestId ? 'Invoke Error' : 'Init Error'}\t${JSON.stringify(payload)}\n`)
  const where = requestId ? `/invocation/${requestId}/error` : '/init/error'
  requestId = ''
  await call('POST', where, JSON.stringify(payload), { 'Lambda-Runtime-Function-Error-Type': payload.errorType })
}

async function failAndExit (payload, code) {
  await fail(payload).catch(() => {})
  process.exit(code)
}

function isModule (file) {
  for (let dir = path.dirname(file); ; dir = path.dirname(dir)) {
    try {
      return JSON.parse(fs.readFileSync(path.join(dir, 'package.json'), 'utf8')).type === 'module'
    } catch (error) {
      if (error.code !== 'ENOENT' || dir === path.dirname(dir)) return false
    }
  }
}

function loadFile (dir, name) {
  const file = path.resolve(process.env.LAMBDA_TASK_ROOT, dir, name)
  const has = (ending) => fs.statSync(file + ending, { throwIfNoEntry: false })?.isFile()
  if (has('')) return require(file)
  if (has('.js')) return isModule(file) ? import(pathToFileURL(file + '.js').href) : require(file + '.js')
  if (has('.mjs')) return import(pathToFileURL(file + '.mjs').href)
  if (has('.cjs')) return require(file + '.cjs')
  return require(require.resolve(name, { paths: [process.env.LAMBDA_TASK_ROOT, path.dirname(file)] }))
}

async function load (handler) {
  if (handler.includes('..')) {
    throw new Failure('Runtime.MalformedHandlerName', `'${handler}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`)
  }
  const [, name, properties] = path.basename(handler).match(/^([^.]*)\.(.*)$/) || []
  if (name === undefined) throw new Failure('Runtime.MalformedHandlerName', 'Bad handler')
  let found
  try {
    found = await loadFile(path.dirname(handler), name)
  } catch (error) {
    if (error instanceof SyntaxError) throw new Failure('Runtime.UserCodeSyntaxError', String(error))
    if (error?.code === 'MODULE_NOT_FOUND') throw new Failure('Runtime.ImportModuleError', String(error))
    throw error
  }
  for (const property of properties.split('.')) found = found?.[property]
  if (found === undefined || found === null) {
    throw new Failure('Runtime.HandlerNotFound', `${handler} is undefined or not exported`)
  }
  if (typeof found !== 'function') throw new Failure('Runtime.HandlerNotFound', `${handler} is not a function`)
  return found
}

function contextOf (headers) {
  const env = process.env
  const parsed = (name) => headers[name] && JSON.parse(headers[name])
  const deadline = Number(headers['lambda-runtime-deadline-ms'])
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    clientContext: parsed('lambda-runtime-client-context'),
    identity: parsed('lambda-runtime-cognito-identity'),
    tenantId: headers['lambda-runtime-aws-tenant-id'],
    getRemainingTimeInMillis: () => deadline - Date.now()
  }
}

function encode (value) {
  try {
    return JSON.stringify(value === undefined ? null : value) ?? 'null'
  } catch {
    throw new Error('Unable to stringify response body')
  }
}

// invoke resolves to the body of the response. A handler may return a promise, call the
// callback, or call a method of the context; the first one counts. After a callback the
// event loop becomes empty first, unless the handler does not want that.
function invoke (handler, event, context) {
  return new Promise((resolve, reject) => {
    let returned
    const finish = (error, value, failed) => {
      whenEmpty = null
      if (failed) return reject(error)
      try { resolve(encode(value)) } catch (problem) { reject(problem) }
    }
    let over = false
    const callback = (error, value) => {
      if (over) return
      over = true
      const failed = error !== null && error !== undefined
      if (!context.callbackWaitsForEmptyEventLoop) return setImmediate(finish, error, value, failed)
      whenEmpty = () => finish(error, value, failed)
    }
    const end = (error, value, failed) => {
      if (over) return
      over = true
      finish(error, value, failed)
    }
    context.succeed = (value) => end(null, value, false)
    context.fail = (error) => end(error, null, true)
    context.done = (error, value) => end(error, value, error !== null && error !== undefined)
    whenEmpty = () => end(neverSettled(), null, typeof returned?.then === 'function')
    try {
      returned = handler(event, context, callback)
    } catch (error) {
      return end(error, null, true)
    }
    if (typeof returned?.then === 'function') {
      returned.then((value) => end(null, value, false), (error) => end(error, null, true))
    }
  })
}

function neverSettled () {
  return new Failure('Runtime.NodeJsExit', 'The Lambda runtime client detected an unexpected Node.js exit code. This is most commonly caused by a Promise that was never settled.')
}

// stream resolves to what the handler has written to its stream.
function stream (handler, event, context) {
  const out = new PassThrough()
  out.setContentType = () => {}
  const chunks = []
  out.on('data', (chunk) => chunks.push(Buffer.from(chunk)))
  return new Promise((resolve, reject) => {
    whenEmpty = () => reject(neverSettled())
    const ended = new Promise((resolve, reject) => out.on('end', resolve).on('error', reject))
    Promise.all([handler(event, out, context), ended]).then(() => resolve(Buffer.concat(chunks)), reject)
  }).finally(() => { whenEmpty = null })
}

globalThis.awslambda = {
  streamifyResponse: (handler) => Object.assign(handler, { [streaming]: true }),
  HttpResponseStream: {
    from (out, prelude) {
      out.write(JSON.stringify(prelude))
      out.write(Buffer.alloc(8))
      return out
    }
  }
}

async function serve (handler) {
  const next = await call('GET', '/invocation/next')
  if (next.status !== 200) throw new Error(`the Runtime API answers with status ${next.status}`)
  const id = requestId = next.headers['lambda-runtime-aws-request-id']
  const trace = next.headers['lambda-runtime-trace-id']
  if (trace) process.env._X_AMZN_TRACE_ID = trace
  else delete process.env._X_AMZN_TRACE_ID
  let answer
  try {
    const event = JSON.parse(next.body)
    answer = await (handler[streaming] ? stream : invoke)(handler, event, contextOf(next.headers))
  } catch (error) {
    return fail(payloadOf(error))
  }
  requestId = ''
  await call('POST', `/invocation/${id}/response`, answer)
}

async function main () {
  for (const out of [process.stdout, process.stderr]) out._handle?.setBlocking?.(true)
  let handler
  try {
    handler = await load(process.env._HANDLER)
  } catch (error) {
    return failAndExit(payloadOf(error), 129)
  }
  process.on('beforeExit', () => whenEmpty?.())
  for (;;) await serve(handler)
}

process.on('uncaughtException', (error) => failAndExit(payloadOf(error), 129))
process.on('unhandledRejection', (reason) => {
  const error = new Failure('Runtime.UnhandledPromiseRejection', String(reason))
  failAndExit({ ...payloadOf(error), reason: payloadOf(reason), promise: {} }, 128)
})
main().catch((error) => { // the Runtime API is gone
  console.error(error)
  process.exit(1)
})
