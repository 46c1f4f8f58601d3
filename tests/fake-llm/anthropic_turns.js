'use strict';
// What Anthropic refuses in the list of messages: order of the roles, kinds of blocks, and tools that were called but
// not answered.
const { refuse, isObject, members } = require('./check');

const kinds = {
	user: ['text', 'image', 'document', 'tool_result', 'search_result'],
	assistant: ['text', 'thinking', 'redacted_thinking', 'tool_use', 'document', 'server_tool_use'],
	system: ['text'],
};
const shapes = {
	text: { text: 'string!' },
	thinking: { thinking: 'string!', signature: 'text!' },
	redacted_thinking: { data: 'text!' },
	tool_use: { id: 'text!', name: 'text!', input: 'object!' },
	tool_result: { tool_use_id: 'text!', content: 'string|array', is_error: 'boolean' },
};

const blocksOf = (message) =>
	Array.isArray(message.content) ? message.content : [{ type: 'text', text: message.content }];

function checkBlock(block, where, role, newest) {
	if (!isObject(block)) refuse(`${where}: Input should be a valid object`);
	if (!kinds[role].includes(block.type))
		refuse(`${where}: Input tag '${block.type}' found using 'type' does not match any of the expected tags`);
	if (shapes[block.type]) members(block, shapes[block.type], { where, nullable: true });
	if (block.type === 'text' && block.text === '') refuse(`${where}: text content blocks must be non-empty`);
	if (newest && role === 'assistant' && block.type === 'document')
		refuse(`${where}: document blocks are not allowed in assistant messages`);
	if (newest && role === 'user' && block.type === 'text' && block.citations?.length)
		refuse(`${where}: citations are not allowed on text blocks in user messages`);
}

function checkMessage(message, i, newest) {
	const where = `messages.${i}`;
	members(
		message,
		{ role: Object.keys(kinds), content: 'string|array!' },
		{
			where,
			unknown: (path) => refuse(`${path}: Extra inputs are not permitted`),
		},
	);
	if (message.role === undefined) refuse(`${where}.role: Field required`);
	if (message.content.length === 0) refuse(`${where}: all messages must have non-empty content`);
	blocksOf(message).forEach((block, j) => checkBlock(block, `${where}.content.${j}`, message.role, newest));
}

function checkSystemTurn(messages, i, about) {
	if (!about.system_role) refuse("role 'system' is not supported on this model");
	const [before, after] = [messages[i - 1], messages[i + 1]];
	if (!before || before.role !== 'user' || (after && after.role !== 'assistant'))
		refuse(
			`messages.${i}: a system message follows a user turn, and ends the list or is followed by an assistant turn`,
		);
}

// Every call is answered in the very next message, which starts with the results.
function checkResults(messages, i) {
	const called = blocksOf(messages[i])
		.filter((block) => block.type === 'tool_use')
		.map((block) => block.id);
	const next = messages[i + 1];
	const results = next
		? blocksOf(next)
				.filter((block) => block.type === 'tool_result')
				.map((block) => block.tool_use_id)
		: [];
	const missing = called.filter((id) => !results.includes(id));
	if (missing.length)
		refuse(
			`messages.${i}: \`tool_use\` ids were found without \`tool_result\` blocks immediately after: ${missing.join(', ')}`,
		);
	const stranger = results.find((id) => !called.includes(id));
	if (stranger) refuse(`messages.${i + 1}: unexpected \`tool_use_id\` found in \`tool_result\` blocks: ${stranger}`);
	if (new Set(results).size < results.length) refuse(`messages.${i + 1}: each \`tool_use\` must have a single result`);
	if (
		called.length &&
		blocksOf(next)
			.slice(0, called.length)
			.some((block) => block.type !== 'tool_result')
	)
		refuse(`messages.${i + 1}: tool_result blocks must come first`);
}

function checkOrphan(message, before, i) {
	if (before?.role !== 'assistant' && blocksOf(message).some((block) => block.type === 'tool_result'))
		refuse(`messages.${i}: a \`tool_result\` needs a \`tool_use\` in the message before it`);
}

const thought = (blocks) =>
	JSON.stringify(
		blocks
			.filter((block) => /thinking$/.test(block.type))
			.map(({ thinking, signature, data }) => ({ thinking, signature, data })),
	);

// `issued` maps the id of each tool call that this server made to the content it stood in.
function checkEcho(message, i, issued) {
	for (const block of blocksOf(message).filter((one) => one.type === 'tool_use' && issued.has(one.id)))
		if (thought(blocksOf(message)) !== thought(issued.get(block.id)))
			refuse(
				`messages.${i}.content.0: \`thinking\` or \`redacted_thinking\` blocks in the latest assistant message cannot be modified. These blocks must remain as they were in the original response.`,
			);
}

function check({ messages }, about, { newest, issued }) {
	if (messages.length === 0) refuse('messages: at least one message is required');
	if (messages.length > 100000) refuse('messages: at most 100000 messages are allowed');
	messages.forEach((message, i) => checkMessage(message, i, newest));
	if (messages[0].role !== 'user') refuse('messages: first message must use the "user" role');
	messages.forEach((message, i) => {
		if (message.role === 'system') checkSystemTurn(messages, i, about);
		if (message.role === 'user') checkOrphan(message, messages[i - 1], i);
		if (message.role !== 'assistant') return;
		checkResults(messages, i);
		checkEcho(message, i, issued);
	});
	if (messages.at(-1).role === 'assistant' && !about.prefill)
		refuse('This model does not support assistant message prefill. The conversation must end with a user message.');
}

module.exports = { check };
