import { BinaryReader } from "@bufbuild/protobuf/wire";
import { ConnectError, createClient } from "@connectrpc/connect";
import { createGrpcWebTransport } from "@connectrpc/connect-web";
import { type Order as OrderMessage, OrderService, OrderStatus } from "../generated/proto/order_pb.js";
import { type User as UserMessage, UserService } from "../generated/proto/user_pb.js";
import { type Order, Refused, type Shop, type User } from "./shop.js";

/** A client by the proto files: gRPC-Web, which runs in browsers, too. */
export function grpcWeb(users: string, orders: string): Shop {
  const user = createClient(UserService, createGrpcWebTransport({ baseUrl: users }));
  const order = createClient(OrderService, createGrpcWebTransport({ baseUrl: orders }));
  return {
    createUser: (name, email, requestId) => told(user.createUser({ name, email, requestId })).then(toUser),
    getUser: (id) => told(user.getUser({ id })).then(toUser),
    async *listUsers(namePrefix, pageSize) {
      let pageToken = "";
      do {
        const page = await told(user.listUsers({ namePrefix, pageSize, pageToken }));
        yield* page.users.map(toUser);
        pageToken = page.nextPageToken;
      } while (pageToken);
    },
    createOrder: (userId, productId, quantity, units) =>
      told(
        order.createOrder({ userId, lines: [{ productId, quantity, unitPrice: { currencyCode: "EUR", units } }] }),
      ).then(toOrder),
    cancelOrder: (id) => told(order.cancelOrder({ id })).then(toOrder),
    async *watchOrder(id) {
      for await (const next of order.watchOrder({ id })) {
        yield toOrder(next);
      }
    },
  };
}

async function told<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (failure) {
    const error = ConnectError.from(failure);
    throw new Refused(reason(error), error.rawMessage);
  }
}

/** The first field of google.rpc.ErrorInfo. */
function reason(error: ConnectError): string {
  for (const detail of error.details) {
    if ("type" in detail && detail.type === "google.rpc.ErrorInfo") {
      const reader = new BinaryReader(detail.value);
      const [field] = reader.tag();
      return field === 1 ? reader.string() : "";
    }
  }
  return "";
}

function toUser(user: UserMessage): User {
  return { id: user.id, name: user.name, revision: user.revision };
}

function toOrder(order: OrderMessage): Order {
  return { id: order.id, status: `ORDER_STATUS_${OrderStatus[order.status]}`, total: order.total?.units ?? 0n };
}
