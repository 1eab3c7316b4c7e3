// Writes src/operations.ts: what the client must know of each operation at run time.
import { readFileSync, writeFileSync } from "node:fs";

const document = JSON.parse(readFileSync(new URL("../openapi.json", import.meta.url)));
const found = {};
for (const [path, methods] of Object.entries(document.paths)) {
  for (const [method, operation] of Object.entries(methods)) {
    const bodies = Object.keys(operation.requestBody?.content ?? {});
    if (bodies.includes("multipart/form-data")) continue; // wx.uploadFile's, see client.ts
    found[operation.operationId] = { method: method.toUpperCase(), path };
  }
}
const names = Object.keys(found).sort();
const lines = names.map((name) => `  ${name}: ${JSON.stringify(found[name])},`);
const text = `// Made from ../openapi.json by operations.mjs. Do not edit.
export const OPERATIONS = {
${lines.join("\n")}
} as const;
`;
writeFileSync(new URL("src/operations.ts", import.meta.url), text);
