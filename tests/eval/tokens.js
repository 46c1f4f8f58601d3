// Envelopes in, one JSON object out: the o200k tokens of each prompt and of the seed's prompt for the same incident.
const { countTokens } = require(`${process.argv[2]}/cjs/encoding/o200k_base.js`);
const text = (content) => (typeof content === "string" ? content : content.map((part) => part.text).join("\n"));
const counts = {};
for (const line of require("fs").readFileSync(0, "utf8").split("\n").filter(Boolean)) {
	const { incident, prompt } = JSON.parse(line);
	const ours = [prompt.system, ...prompt.messages.map((message) => text(message.content))].join("\n");
	counts[`${incident.name} ${incident.kind}`] = [ours, incident.seed_prompt].map((s) => countTokens(s));
}
console.log(JSON.stringify(counts));
