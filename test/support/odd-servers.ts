import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
} from "node:http";
import { createServer as createHttpsServer } from "node:https";
import {
  type AddressInfo,
  createServer as createTcpServer,
  type Server as NetServer,
  type Socket,
} from "node:net";
import { SELF_SIGNED } from "./self-signed.ts";

/** A server on a free loopback port, which is stopped with all its connections. */
export interface OddServer {
  readonly url: string;
  /** Connections accepted so far. */
  readonly accepted: () => number;
  stop(): Promise<void>;
}

async function listen(server: NetServer | Server, protocol: string): Promise<OddServer> {
  const sockets = new Set<Socket>();
  let accepted = 0;
  server.on("connection", (socket: Socket) => {
    accepted++;
    sockets.add(socket);
    socket.on("error", () => socket.destroy()).on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${protocol}://127.0.0.1:${port}`,
    accepted: () => accepted,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

export function serveHttp(answer: RequestListener): Promise<OddServer> {
  return listen(createHttpServer(answer), "http");
}

export function serveHttps(answer: RequestListener): Promise<OddServer> {
  return listen(createHttpsServer(SELF_SIGNED, answer), "https");
}

/** Speaks whatever `converse` says, byte by byte. */
export function serveTcp(converse: (socket: Socket) => void): Promise<OddServer> {
  return listen(createTcpServer(converse), "http");
}

/** A port at which nothing listens (it was free a moment ago). */
export async function closedUrl(): Promise<string> {
  const server = await serveTcp(() => {});
  await server.stop();
  return server.url;
}

/** Answers 200 with a small JSON body at once. */
export const fine: RequestListener = (request, response) => {
  request.resume();
  response.setHeader("content-type", "application/json");
  response.end('{"ok":true}');
};

export async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text;
}
