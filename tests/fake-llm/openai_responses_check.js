'use strict';
// What OpenAI refuses in a request of Responses, and what it read from one that it takes.
const { refuse, members } = require('./check');
const openai = require('./openai');

const fields = {
	model: 'text!',
	input: 'string|array!',
	instructions: 'string',
	access_programs: 'object',
	max_output_tokens: 'integer',
	reasoning: 'object',
	text: 'object',
	tools: 'array',
	tool_choice: 'string|object',
	parallel_tool_calls: 'boolean',
	max_tool_calls: 'integer',
	metadata: 'object',
	user: 'string',
	service_tier: ['auto', 'default', 'flex', 'priority', 'fast'],
	prompt_cache_key: 'string',
	prompt_cache_options: 'object',
	safety_identifier: 'string',
	truncation: ['auto', 'disabled'],
	background: 'boolean',
	include: 'strings',
	store: 'boolean',
	previous_response_id: 'string',
	conversation: 'any',
	stream: 'boolean',
	stream_options: 'object',
	temperature: 'number',
	top_p: 'number',
	top_logprobs: 'integer',
};
const moved = {
	messages: 'input',
	max_tokens: 'max_output_tokens',
	max_completion_tokens: 'max_output_tokens',
	response_format: 'text.format',
	reasoning_effort: 'reasoning.effort',
};
const roles = ['user', 'assistant', 'system', 'developer'];
const nameOf = (tool) => tool.name;

function unknown(path) {
	const hint = moved[path] ? ` In the Responses API, this parameter is '${moved[path]}'.` : '';
	refuse(`Unknown parameter: '${path}'.${hint}`, { param: path, code: 'unknown_parameter' });
}

function missing(param) {
	refuse(`Missing required parameter: '${param}'.`, { param, code: 'missing_required_parameter' });
}

const shapes = {
	function_call: { call_id: 'text!', name: 'text!', arguments: 'string!' },
	function_call_output: { call_id: 'text!', output: 'string|array!' },
	reasoning: { id: 'text!', summary: 'array!' },
	message: { role: roles, content: 'string|array!' },
};

function checkItem(item, where) {
	const type = item?.type ?? 'message';
	if (!shapes[type]) refuse(`Invalid value: '${type}'.`, { param: `${where}.type`, code: 'invalid_value' });
	members(item, shapes[type], { where });
	if (type === 'message' && item.role === undefined) missing(`${where}.role`);
	if (type !== 'message' || typeof item.content === 'string') return;
	const kinds = item.role === 'assistant' ? ['output_text', 'refusal'] : ['input_text', 'input_image', 'input_file'];
	item.content.forEach((part, i) => {
		if (!kinds.includes(part?.type))
			refuse(`Invalid value: '${part?.type}'. Supported values are: ${kinds.join(', ')}.`, {
				param: `${where}.content[${i}].type`,
				code: 'invalid_value',
			});
	});
}

// Calls and outputs in pairs; and an answer's reasoning goes wherever its calls go.
function checkPairs(items, { reasoned }) {
	const of = (type) => items.filter((item) => item.type === type);
	const calls = of('function_call').map((item) => item.call_id);
	const outputs = of('function_call_output').map((item) => item.call_id);
	for (const id of outputs)
		if (!calls.includes(id))
			refuse(`No tool call found for function call output with call_id ${id}.`, { param: 'input' });
	for (const id of calls)
		if (!outputs.includes(id)) refuse(`No tool output found for function call ${id}.`, { param: 'input' });
	const thoughts = of('reasoning').map((item) => item.id);
	for (const item of of('function_call'))
		if (reasoned.has(item.call_id) && !thoughts.includes(reasoned.get(item.call_id)))
			refuse(
				`Item '${item.id}' of type 'function_call' was provided without its required 'reasoning' item: '${reasoned.get(item.call_id)}'.`,
				{ param: 'input' },
			);
}

function checkInput(body, { stored, reasoned }) {
	if (body.previous_response_id && !stored.has(body.previous_response_id))
		refuse(`Previous response with id '${body.previous_response_id}' not found.`, {
			param: 'previous_response_id',
			code: 'previous_response_not_found',
		});
	if (typeof body.input === 'string') return;
	if (!body.input.length) refuse("Invalid 'input': empty array.", { param: 'input', code: 'empty_array' });
	body.input.forEach((item, i) => checkItem(item, `input[${i}]`));
	for (const item of body.input.filter((one) => one.type === 'reasoning'))
		if (body.store === false && !item.encrypted_content)
			refuse(`Item with id '${item.id}' not found. Items are not persisted when \`store\` is set to false.`, {
				param: 'input',
				status: 404,
			});
	checkPairs([...(stored.get(body.previous_response_id) ?? []), ...body.input], { reasoned });
}

function checkTools(body) {
	const tools = body.tools ?? [];
	tools.forEach((tool, i) => {
		const where = `tools[${i}]`;
		if (tool?.type !== 'function')
			refuse(`Invalid value: '${tool?.type}'. Only function tools are offered here.`, {
				param: `${where}.type`,
				code: 'invalid_value',
			});
		for (const key of ['name', 'parameters', 'strict']) if (!(key in tool)) missing(`${where}.${key}`);
		members(
			tool,
			{
				type: 'string',
				name: 'text',
				description: 'string',
				parameters: 'object',
				strict: 'boolean',
				defer_loading: 'boolean',
			},
			{ where, unknown, nullable: true },
		);
		openai.checkFunction(tool, where);
	});
	openai.checkChoice(body.tool_choice, tools, nameOf);
}

function checkText({ text }) {
	if (!text) return;
	members(text, { format: 'object', verbosity: ['low', 'medium', 'high'] }, { where: 'text', unknown, nullable: true });
	if (!text.format) return;
	if (!['text', 'json_object', 'json_schema'].includes(text.format.type))
		refuse(`Invalid value: '${text.format.type}'.`, { param: 'text.format.type', code: 'invalid_value' });
	if (text.format.json_schema) unknown('text.format.json_schema');
	if (text.format.type === 'json_schema') openai.checkFormat(text.format, 'text.format');
}

// stored: what was kept, by response id, as items; reasoned: the reasoning item that belongs to a call.
function check({ json: body }, state) {
	members(body, fields, { unknown, nullable: true });
	const about = openai.model(body.model);
	if (body.reasoning)
		members(
			body.reasoning,
			{ effort: 'string', summary: 'string', mode: ['standard', 'pro'], context: 'string' },
			{ where: 'reasoning', unknown, nullable: true },
		);
	if (body.reasoning?.effort && !about.efforts)
		refuse("Unsupported parameter: 'reasoning.effort' is not supported with this model.", {
			param: 'reasoning.effort',
			code: 'unsupported_parameter',
		});
	openai.checkReasoning(body, body.reasoning?.effort ?? undefined, 'reasoning.effort', about);
	openai.checkCommon(body, about, 'max_output_tokens');
	checkInput(body, state);
	checkTools(body);
	checkText(body);
}

function checkLocal({ json: body }) {
	members(body, { model: 'string', input: 'string|array!', stream: 'boolean' }, { nullable: true });
}

function wanted({ json: body }) {
	const about = openai.models[body.model] ?? {};
	return {
		model: body.model ?? 'local',
		schema: body.text?.format?.schema ?? (body.text?.format?.type === 'json_object' ? {} : undefined),
		limit: body.max_output_tokens,
		tools: (body.tools ?? []).map((tool) => ({ name: tool.name, schema: tool.parameters ?? {} })),
		forced: openai.forced(body.tool_choice, nameOf),
		thinks: about.efforts !== undefined && body.reasoning?.effort !== 'none',
	};
}

module.exports = { check, checkLocal, wanted };
