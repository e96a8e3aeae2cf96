import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { grpcWeb } from "./grpcweb.js";
import { openapi } from "./openapi.js";
import { type Order, Refused, type Shop } from "./shop.js";

/** The same calls through either client: a request repeated, a list by pages, refusals by reason, an order watched to its end. */
async function story(shop: Shop): Promise<void> {
  const name = `Ada ${randomUUID()}`;
  const email = `${randomUUID()}@example.com`;
  const requestId = randomUUID();
  const ada = await shop.createUser(name, email, requestId);
  assert.deepEqual(await shop.createUser(name, email, requestId), ada);
  assert.deepEqual(await shop.getUser(ada.id), ada);
  assert.equal(ada.revision, 1n);

  await refused("EMAIL_TAKEN", () => shop.createUser(name, email, randomUUID()));
  await refused("REQUEST_ID_REUSED", () => shop.createUser("Other", email, requestId));
  await refused("USER_NOT_FOUND", () => shop.getUser(randomUUID()));
  await refused("INVALID_REQUEST", () => shop.createUser("", email, requestId));

  const twin = await shop.createUser(name, `${randomUUID()}@example.com`, randomUUID());
  await until(async () => {
    const listed: string[] = [];
    for await (const user of shop.listUsers(name, 1)) {
      listed.push(user.id);
    }
    return listed.includes(ada.id) && listed.includes(twin.id);
  });

  const order = await shop.createOrder(ada.id, "coffee", 3, 5n);
  assert.equal(order.total, 15n);
  const seen: Order[] = [];
  for await (const change of shop.watchOrder(order.id)) {
    seen.push(change);
    if (seen.length === 1) {
      await shop.cancelOrder(order.id);
    }
  }
  assert.equal(seen[0]?.status, order.status);
  assert.equal(seen.at(-1)?.status, "ORDER_STATUS_CANCELLED");
  await refused("ORDER_STATUS", () => shop.cancelOrder(order.id));
}

async function refused(reason: string, call: () => Promise<unknown>): Promise<void> {
  await assert.rejects(call, (failure: unknown) => failure instanceof Refused && failure.reason === reason);
}

/** The read model is a moment behind. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 30_000;
  while (!(await holds())) {
    assert.ok(Date.now() < end, "not within 30 s");
    await new Promise((wake) => setTimeout(wake, 200));
  }
}

const [users, orders] = process.argv.slice(2);
assert.ok(users && orders, "expected: the addresses of user-service and order-service");
await story(openapi(users, orders));
await story(grpcWeb(users, orders));
console.log("both clients: passed");
