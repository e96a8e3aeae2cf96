// The way of the events, step by step, with what each step is behind. Projections and topics have these names in both services.
const STEPS = [
  { id: "users-view", service: "user-service", projection: "users", name: "Users' read model", from: "users' journal", to: "read model" },
  { id: "user-events", service: "user-service", projection: "user-events-publisher", name: "Publishing users", from: "users' journal", to: "Kafka, user-events" },
  { id: "replica", service: "order-service", topic: "user-events", name: "Replica of users", from: "Kafka, user-events", to: "replica" },
  { id: "orders-view", service: "order-service", projection: "orders", name: "Orders' read model", from: "orders' journal", to: "read model" },
  { id: "open-orders", service: "order-service", projection: "open-orders", name: "Open orders", from: "orders' journal", to: "open orders" },
  { id: "order-events", service: "order-service", projection: "order-events-publisher", name: "Publishing orders", from: "orders' journal", to: "Kafka, order-events" },
];

export function steps(state) {
  return STEPS.map((step) => {
    const service = state.services.find(({ name }) => name === step.service);
    const projection = service?.projections.find(({ name }) => name === step.projection);
    const consumer = step.topic && service?.consumers.find(({ topic }) => topic === step.topic);
    return {
      ...step,
      lag: projection?.events ?? consumer?.records,
      seconds: projection?.seconds,
      unit: consumer ? "records" : "events",
    };
  });
}
