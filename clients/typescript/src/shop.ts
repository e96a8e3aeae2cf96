/** The calls that both clients make, in words that belong to neither. */
export interface User {
  id: string;
  name: string;
  revision: bigint;
}

export interface Order {
  id: string;
  status: string;
  total: bigint;
}

export interface Shop {
  createUser(name: string, email: string, requestId: string): Promise<User>;
  getUser(id: string): Promise<User>;
  /** All users by pages of this size that begin with this name. */
  listUsers(namePrefix: string, pageSize: number): AsyncIterable<User>;
  createOrder(userId: string, productId: string, quantity: number, euros: bigint): Promise<Order>;
  cancelOrder(id: string): Promise<Order>;
  watchOrder(id: string): AsyncIterable<Order>;
}

/** A failed call, by the reason that the contract lists. */
export class Refused extends Error {
  constructor(
    readonly reason: string,
    message: string,
  ) {
    super(message);
  }
}
