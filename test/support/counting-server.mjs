// A target that remembers what it was asked, started by tests as a process of its own: `node counting-server.mjs [host] [delays]`.
// Prints its port. GET /asked lists the `n` of every /oracle?n=.. so far; everything else is answered {"ok":true}.
// Delays, such as 0,60, are the milliseconds that /oracle takes in the first run, the second, and so on in turn: a new run
// begins with the first preflight request (n from 1e9 on) behind a request of the load.
import { createServer } from "node:http";

const [host = "127.0.0.1", delays = "0"] = process.argv.slice(2);
const delaysMs = delays.split(",").map(Number);
const asked = [];
let run = -1;
let loaded = true;

function delayOf(n) {
  const rehearsed = n >= 1e9;
  if (rehearsed && loaded) run += 1;
  loaded = !rehearsed;
  return delaysMs[run % delaysMs.length] ?? 0;
}

const server = createServer((request, response) => {
  const url = new URL(request.url, "http://target");
  request.resume();
  const answer = () => {
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(url.pathname === "/asked" ? asked : { ok: true, status: "ok" }));
  };
  if (url.pathname !== "/oracle") return answer();
  const n = Number(url.searchParams.get("n"));
  asked.push(n);
  const delayMs = delayOf(n);
  if (delayMs > 0) setTimeout(answer, delayMs);
  else answer();
});
server.keepAliveTimeout = 60_000;
server.listen(0, host, () => process.stdout.write(`${server.address().port}\n`));
// It ends with the test that started it.
process.stdin.on("end", () => process.exit()).resume();
