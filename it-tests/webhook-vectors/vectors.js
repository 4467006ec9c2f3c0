// Prints what the Standard Webhooks library for JavaScript signs, as JSON. The output is
// providers/keycloak/src/test/resources/webhook-vectors.json.
import standardwebhooks from "standardwebhooks";

const secretOf = (length, first) =>
  "whsec_" + Buffer.from(Array.from({ length }, (_, i) => (first + i * 7) % 256)).toString("base64");

const bodies = {
  json: '{"type":"ticket.closed","data":{"key":"CHG-1"}}',
  empty: "",
  "not ascii": '{"key":"CHG-2","subject":"Schlüssel für Zürich ✓ 鍵 🔑"}',
  "white space": ' {"key" :\r\n\t"CHG-3"}\n\n',
  "dots and commas": "v1,a.b.c v1,d",
  long: JSON.stringify({ key: "CHG-4", text: "0123456789".repeat(2000) }),
};
const secrets = { shortest: secretOf(24, 1), usual: secretOf(32, 200), longest: secretOf(64, 99) };

const vectors = [];
for (const [secretName, secret] of Object.entries(secrets)) {
  const webhook = new standardwebhooks.Webhook(secret);
  Object.entries(bodies).forEach(([bodyName, body], i) => {
    const id = `msg_${secretName}_${i}`;
    const timestamp = 1795334400 + i * 3600;
    const signature = webhook.sign(id, new Date(timestamp * 1000), body);
    vectors.push({ name: `${bodyName}, ${secretName} secret`, secret, id, timestamp, body, signature });
  });
}
console.log(JSON.stringify(vectors, null, 1));
