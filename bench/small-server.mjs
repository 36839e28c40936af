// A small server of its own process for the benches: answers every request with 15 bytes of JSON at once, and says its URL on stdout.
import { createServer } from "node:http";

const ANSWER = '{"ok":true,"n":1}';
const server = createServer((request, response) => {
  request.resume();
  response.setHeader("content-type", "application/json");
  response.end(ANSWER);
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`));
process.on("disconnect", () => process.exit(0));
