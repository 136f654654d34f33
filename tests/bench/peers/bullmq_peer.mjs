// BullMQ on Redis: delayed jobs added in bulk, one worker. `node bullmq_peer.mjs schedule|work --store … --url … --count … --due …`
import { createRequire } from "node:module";
import { parseArgs } from "node:util";

const require = createRequire(`${process.env.PEERS_NODE}/`);
const { Queue, Worker } = require("bullmq");

const BATCH = 1000;
const STALLED_MS = 5000; // its default is 30 s; what a dead worker held comes back after it

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: Object.fromEntries(["store", "url", "count", "due", "concurrency"].map((name) => [name, { type: "string" }])),
});
const address = new URL(values.store);
const connection = { host: address.hostname, port: Number(address.port), maxRetriesPerRequest: null };

async function schedule() {
  const queue = new Queue("posts", { connection });
  await queue.waitUntilReady();
  const began = performance.now();
  for (let first = 0; first < Number(values.count); first += BATCH) {
    const delay = Math.max(0, Number(values.due) * 1000 - Date.now());
    const size = Math.min(BATCH, Number(values.count) - first);
    const job = (_, number) => ({ name: "post", data: { name: String(first + number) }, opts: { delay } });
    await queue.addBulk(Array.from({ length: size }, job));
  }
  console.log(JSON.stringify({ seconds: (performance.now() - began) / 1000 }));
  await queue.close();
}

async function work() {
  const send = async (job) => {
    const answer = await fetch(values.url, { method: "POST", body: job.data.name });
    await answer.arrayBuffer();
  };
  const options = { connection, concurrency: Number(values.concurrency), stalledInterval: STALLED_MS, lockDuration: STALLED_MS };
  new Worker("posts", send, { ...options, removeOnComplete: { count: 0 } });
}

await (positionals[0] === "schedule" ? schedule() : work());
