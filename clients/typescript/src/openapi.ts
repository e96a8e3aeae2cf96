import createClient from "openapi-fetch";
import type { components as OrderTypes, paths as OrderPaths } from "../generated/order-service.js";
import type { components as UserTypes, paths as UserPaths } from "../generated/user-service.js";
import { type Order, Refused, type Shop, type User } from "./shop.js";

type Failure = UserTypes["schemas"]["Error"] | OrderTypes["schemas"]["Error"];

/** A client by the OpenAPI documents: JSON over HTTP. */
export function openapi(users: string, orders: string): Shop {
  const user = createClient<UserPaths>({ baseUrl: users });
  const order = createClient<OrderPaths>({ baseUrl: orders });
  return {
    async createUser(name, email, requestId) {
      return toUser(answer(await user.POST("/v1/users", { body: { name, email, requestId } })));
    },
    async getUser(id) {
      return toUser(answer(await user.GET("/v1/users/{id}", { params: { path: { id } } })));
    },
    async *listUsers(namePrefix, pageSize) {
      let pageToken = "";
      do {
        const query = { namePrefix, pageSize, pageToken };
        const page = answer(await user.GET("/v1/users", { params: { query } }));
        yield* page.users.map(toUser);
        pageToken = page.nextPageToken;
      } while (pageToken);
    },
    async createOrder(userId, productId, quantity, euros) {
      const unitPrice = { currencyCode: "EUR", units: String(euros) };
      return toOrder(answer(await order.POST("/v1/orders", { body: { userId, lines: [{ productId, quantity, unitPrice }] } })));
    },
    async cancelOrder(id) {
      return toOrder(answer(await order.POST("/v1/orders/{id}:cancel", { params: { path: { id } }, body: {} })));
    },
    async *watchOrder(id) {
      const watch = await order.GET("/v1/orders/{id}:watch", { params: { path: { id } }, parseAs: "stream" });
      for await (const line of lines(answer(watch) as ReadableStream<Uint8Array>)) {
        const told = JSON.parse(line) as OrderTypes["schemas"]["Order"] | Failure;
        yield toOrder("error" in told ? refuse(told) : told);
      }
    },
  };
}

function answer<T>(result: { data?: T; error?: Failure }): T {
  return result.data ?? refuse(result.error);
}

function refuse(failure: Failure | undefined): never {
  throw new Refused(failure?.error?.details[0]?.reason ?? "", failure?.error?.message ?? "no answer");
}

function toUser(user: UserTypes["schemas"]["User"]): User {
  return { id: user.id, name: user.name, revision: BigInt(user.revision) };
}

function toOrder(order: OrderTypes["schemas"]["Order"]): Order {
  return { id: order.id, status: order.status, total: BigInt(order.total?.units ?? 0) };
}

/** The lines of a stream (NDJSON). */
async function* lines(stream: ReadableStream<Uint8Array>): AsyncIterable<string> {
  const reader = stream.getReader();
  const text = new TextDecoder();
  let rest = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const complete = (rest + text.decode(part.value, { stream: true })).split("\n");
    rest = complete.pop() ?? "";
    yield* complete.filter((line) => line);
  }
}
