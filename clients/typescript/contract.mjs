// Checks the contract with buf: its form, and that what was released stays as it was. Argument: the contract with its imports
// (contract/target/classes/META-INF/contract.binpb). The released files are those of contract/CompatibilityTest.
import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { FileDescriptorProtoSchema, FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const RELEASED = resolve(here, "../../contract/src/test/resources/released");

/** buf compares names of JSON, which descriptors in Java leave out where they are the usual ones. */
function named(message) {
  for (const field of message.field) {
    field.jsonName ||= field.name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase());
  }
  message.nestedType.forEach(named);
}

/** The contract with the released files in place of the present ones. */
function released(contract) {
  const image = fromBinary(FileDescriptorSetSchema, readFileSync(contract));
  const files = readdirSync(RELEASED).map((name) => fromBinary(FileDescriptorProtoSchema, readFileSync(resolve(RELEASED, name))));
  files.flatMap((file) => file.messageType).forEach(named);
  image.file = image.file.map((file) => files.find((old) => old.name === file.name) ?? file);
  return toBinary(FileDescriptorSetSchema, image);
}

export function checkContract(contract) {
  const buf = (...args) => execFileSync(resolve(here, "node_modules/.bin/buf"), args, { cwd: here, stdio: "inherit" });
  mkdirSync(resolve(here, "generated"), { recursive: true });
  writeFileSync(resolve(here, "generated/released.binpb"), released(contract));
  buf("lint", contract, "--config", "buf.yaml");
  buf("breaking", contract, "--against", "generated/released.binpb", "--config", "buf.yaml");
}
