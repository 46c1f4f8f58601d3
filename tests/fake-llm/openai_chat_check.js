'use strict';
// What OpenAI refuses in a request of Chat Completions, what any compatible server does, and what either read from one
// that it takes.
const { refuse, isObject, members } = require('./check');
const openai = require('./openai');

const fields = {
	model: 'text!',
	messages: 'array!',
	max_completion_tokens: 'integer',
	max_tokens: 'integer',
	temperature: 'number',
	top_p: 'number',
	frequency_penalty: 'number',
	presence_penalty: 'number',
	logprobs: 'boolean',
	top_logprobs: 'integer',
	reasoning_effort: 'string',
	verbosity: ['low', 'medium', 'high'],
	response_format: 'object',
	tools: 'array',
	tool_choice: 'string|object',
	parallel_tool_calls: 'boolean',
	stream: 'boolean',
	stream_options: 'object',
	stop: 'string|strings',
	metadata: 'object',
	n: 'integer',
	seed: 'integer',
	user: 'string',
	store: 'boolean',
	service_tier: ['auto', 'default', 'flex', 'priority', 'fast'],
	prompt_cache_options: 'object',
	prompt_cache_key: 'string',
	safety_identifier: 'string',
	logit_bias: 'object',
	prediction: 'object',
	modalities: 'array',
	functions: 'array',
	function_call: 'any',
};
const roles = ['developer', 'system', 'user', 'assistant', 'tool'];
const nameOf = (tool) => tool.function?.name;

function checkMessages(messages) {
	if (!messages.length) refuse("Invalid 'messages': empty array.", { param: 'messages', code: 'empty_array' });
	let open = [];
	messages.forEach((message, i) => {
		const where = `messages[${i}]`;
		members(message, { role: roles, content: 'string|array' }, { where, nullable: true });
		if (message.role === undefined)
			refuse(`Missing required parameter: '${where}.role'.`, {
				param: `${where}.role`,
				code: 'missing_required_parameter',
			});
		if (message.role === 'tool') {
			if (!open.includes(message.tool_call_id))
				refuse(
					"Invalid parameter: messages with role 'tool' must be a response to a preceding message with 'tool_calls'.",
					{ param: `${where}.role` },
				);
			open = open.filter((id) => id !== message.tool_call_id);
			return;
		}
		unanswered(open);
		if (message.role !== 'assistant' && (message.content === undefined || message.content === null))
			refuse(`Invalid value for 'content': expected a string, got null.`, { param: `${where}.content` });
		open = (message.tool_calls ?? []).map((call, j) => callId(call, `${where}.tool_calls[${j}]`));
	});
	unanswered(open);
}

function unanswered(open) {
	if (open.length)
		refuse(
			`An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. The following tool_call_ids did not have response messages: ${open.join(', ')}`,
			{ param: 'messages' },
		);
}

function callId(call, where) {
	members(call, { id: 'text!', type: ['function'], function: 'object!' }, { where });
	members(call.function, { name: 'text!', arguments: 'string!' }, { where: `${where}.function` });
	return call.id;
}

function checkTools(body, about) {
	const tools = body.tools ?? [];
	if (body.tools && !tools.length) refuse("Invalid 'tools': empty array.", { param: 'tools', code: 'empty_array' });
	tools.forEach((tool, i) => {
		members(tool, { type: ['function'], function: 'object!' }, { where: `tools[${i}]` });
		openai.checkFunction(tool.function, `tools[${i}].function`);
	});
	openai.checkChoice(body.tool_choice, tools, nameOf);
	if (tools.length && !about.chat_tools && body.reasoning_effort !== 'none')
		refuse(
			`Function tools with reasoning_effort are not supported for ${body.model} in /v1/chat/completions. To use function tools, use /v1/responses or set reasoning_effort to 'none'.`,
			{ param: 'reasoning_effort', code: null },
		);
}

function checkResponseFormat(format) {
	if (!format) return;
	members(
		format,
		{ type: ['text', 'json_object', 'json_schema'], json_schema: 'object' },
		{ where: 'response_format' },
	);
	if (format.type !== 'json_schema') return;
	if (!format.json_schema)
		refuse("Missing required parameter: 'response_format.json_schema'.", { param: 'response_format.json_schema' });
	openai.checkFormat(format.json_schema, 'response_format.json_schema');
}

function check({ json: body }) {
	members(body, fields, {
		nullable: true,
		unknown: (path) => refuse(`Unrecognized request argument supplied: ${path}`, { param: null, code: null }),
	});
	const about = openai.model(body.model);
	const reasoning = about.efforts !== undefined;
	if (reasoning && body.max_tokens != null)
		refuse(
			"Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
			{ param: 'max_tokens', code: 'unsupported_parameter' },
		);
	if (reasoning && body.stop != null)
		refuse("Unsupported parameter: 'stop' is not supported with this model.", {
			param: 'stop',
			code: 'unsupported_parameter',
		});
	if (body.reasoning_effort === 'max' && about.chat_refuses_max)
		openai.unsupported('reasoning_effort', "Unsupported value: 'max' is not supported in /v1/chat/completions.");
	if (Array.isArray(body.stop) && body.stop.length > 4) refuse("Invalid 'stop': array too long.", { param: 'stop' });
	openai.checkReasoning(body, body.reasoning_effort ?? undefined, 'reasoning_effort', about);
	openai.checkCommon(body, about, body.max_tokens != null ? 'max_tokens' : 'max_completion_tokens');
	checkMessages(body.messages);
	checkTools(body, about);
	checkResponseFormat(body.response_format);
}

// What any server of the kind needs; vLLM says nothing of what it does not know, and the others hardly more.
function checkLocal({ json: body }) {
	members(body, { model: 'string', messages: 'array!', stream: 'boolean' }, { nullable: true });
	checkMessages(body.messages);
	for (const [i, tool] of (body.tools ?? []).entries())
		if (!isObject(tool.function)) refuse(`tools[${i}].function: Field required`);
}

function wanted({ json: body, flavour }) {
	const limit = flavour === 'ollama' ? body.max_tokens : (body.max_completion_tokens ?? body.max_tokens);
	const format = body.response_format ?? {};
	return {
		model: body.model ?? 'local',
		schema: format.json_schema?.schema ?? format.schema ?? (format.type === 'json_object' ? {} : undefined),
		limit,
		tools: (body.tools ?? []).map((tool) => ({ name: nameOf(tool), schema: tool.function.parameters })),
		forced: flavour === 'ollama' ? null : openai.forced(body.tool_choice, nameOf),
		thinks: false,
	};
}

module.exports = { check, checkLocal, wanted };
