// Calls Step Functions with the SDK for JavaScript: reads a request in each line, and writes
// an answer.
const sdk = require(process.argv[1]);
const readline = require('node:readline');

Date.prototype.toJSON = function () {
  return this.getTime() / 1000;
};

const clients = {};

function clientOf(endpoint, region) {
  clients[endpoint + region] ??= new sdk.SFNClient({ endpoint, region, disableHostPrefix: true, maxAttempts: 1 });
  return clients[endpoint + region];
}

async function pages(client, operation, body) {
  const all = {};
  for await (const page of sdk['paginate' + operation]({ client, pageSize: 1 }, body)) {
    for (const [name, value] of Object.entries(page)) {
      if (Array.isArray(value)) all[name] = (all[name] ?? []).concat(value);
    }
  }
  return all;
}

async function call({ endpoint, region, operation, body, pages: paged }) {
  const client = clientOf(endpoint, region);
  try {
    const got = paged ? await pages(client, operation, body) : await client.send(new sdk[operation + 'Command'](body));
    const { $metadata, ...members } = got;
    return { body: members };
  } catch (e) {
    if (!(e instanceof sdk.SFNServiceException)) throw e;
    const { name, message, $fault, $metadata, $response, ...members } = e;
    return { exception: { code: name, message, typed: sdk[name] !== undefined && e instanceof sdk[name], members } };
  }
}

(async () => {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    console.log(JSON.stringify(await call(JSON.parse(line))));
  }
})();
