// Handlers that behave and misbehave, for tests.
'use strict'

class OutOfStock extends Error {
  constructor (message) {
    super(message)
    this.name = 'OutOfStock'
  }
}

exports.echo = async (event) => event
exports.context = async (event, context) => ({
  request: context.awsRequestId,
  arn: context.invokedFunctionArn,
  name: context.functionName,
  version: context.functionVersion,
  memory: context.memoryLimitInMB,
  group: context.logGroupName,
  stream: /^\d{4}/.test(context.logStreamName),
  client: context.clientContext ?? null,
  remaining: context.getRemainingTimeInMillis() > 0 && context.getRemainingTimeInMillis() <= 3000,
  waits: context.callbackWaitsForEmptyEventLoop,
  trace: process.env._X_AMZN_TRACE_ID ?? null
})
exports.environment = async () => ({ ...process.env, cwd: process.cwd() })
exports.pid = async () => process.pid
exports.prints = async () => {
  console.log('to stdout')
  console.error('to stderr')
  return 'printed'
}
exports.fails = async () => { throw new OutOfStock('no cups left') }
exports.throwsText = async () => { throw 'a text' } // eslint-disable-line no-throw-literal
exports.sync = () => {}
exports.throwsSync = () => { throw new OutOfStock('at once') }
exports.callback = (event, context, callback) => { setTimeout(() => callback(null, 'called back'), 5) }
exports.callbackError = (event, context, callback) => callback(new OutOfStock('called back'))
exports.early = (event, context, callback) => {
  context.callbackWaitsForEmptyEventLoop = false
  setInterval(() => {}, 1000)
  callback(null, 'early')
}
exports.succeed = (event, context) => context.succeed('succeeded')
exports.fail = (event, context) => context.fail(new OutOfStock('failed'))
exports.never = () => new Promise(() => {})
exports.exits = async (event) => process.exit(event)
exports.rejects = () => { Promise.reject(new Error('nobody waits')); return new Promise(() => {}) }
exports.throwsLater = () => { setTimeout(() => { throw new OutOfStock('later') }); return new Promise(() => {}) }
exports.sleeps = (event) => new Promise((resolve) => setTimeout(resolve, event * 1000, 'awake'))
exports.nothing = async () => {}
exports.nan = async () => ({ n: NaN })
exports.large = async (event) => 'x'.repeat(event)
exports.circular = async () => { const o = {}; o.o = o; return o }
exports.streamed = awslambda.streamifyResponse(async (event, out) => {
  out.write('{"streamed":')
  out.end('true}')
})
exports.nested = { deep: { handler: async () => 'deep' } }
exports.text = 'no function'
