// Checks the contract by what others make of it: buf finds nothing, the OpenAPI documents are valid, clients are generated from them and from the proto
// files, are type-checked and make the same calls. Arguments: the addresses of user-service and order-service, and the contract
// with its comments (contract/target/classes/META-INF/contract.binpb).
import { Validator } from "@seriousme/openapi-schema-validator";
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { checkContract } from "./contract.mjs";

const [users, orders, contract] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));
const run = (program, ...args) => execFileSync(program, args, { cwd: here, stdio: "inherit" });
const tool = (name, ...args) => run(resolve(here, "node_modules/.bin", name), ...args);

checkContract(resolve(contract));
mkdirSync(resolve(here, "generated"), { recursive: true });
for (const [name, address] of [["user-service", users], ["order-service", orders]]) {
  const document = await (await fetch(`${address}/openapi.json`)).json();
  const { valid, errors } = await new Validator().validate(structuredClone(document));
  if (!valid) {
    throw new Error(`${name}: ${JSON.stringify(errors)} (expected: valid OpenAPI 3.1)`);
  }
  const file = `generated/${name}.json`;
  writeFileSync(resolve(here, file), JSON.stringify(document));
  tool("openapi-typescript", file, "--output", `generated/${name}.ts`);
}
tool("buf", "generate", resolve(contract));
tool("tsc");
run(process.execPath, "dist/src/story.js", users, orders);
