'use strict';
// What Anthropic refuses in a request of Messages, and what it read from one that it takes.
const { Fault, refuse, isObject, members, range } = require('./check');
const { checkAnthropic } = require('./schema');
const models = require('./models.json').anthropic;
const turns = require('./anthropic_turns');

const versions = ['2023-06-01', '2026-10-21'];
const sampling = ['temperature', 'top_p', 'top_k'];
const fields = {
	model: 'text!',
	max_tokens: 'integer!',
	messages: 'array!',
	system: 'string|array',
	tools: 'array',
	tool_choice: 'object',
	stream: 'boolean',
	stop_sequences: 'strings',
	metadata: 'object',
	cache_control: 'object',
	output_config: 'object',
	thinking: 'object',
	service_tier: ['auto', 'standard_only'],
	speed: ['standard', 'fast'],
	inference_geo: 'string',
	container: 'any',
	diagnostics: 'any',
	temperature: 'number',
	top_p: 'number',
	top_k: 'integer',
};
const extra = (path) => refuse(`${path}: Extra inputs are not permitted`);

function credentials(request, key) {
	const { 'x-api-key': plain, authorization } = request.headers;
	const bearer = authorization?.match(/^Bearer (.*)$/i)?.[1];
	if (plain === undefined && authorization === undefined)
		throw new Fault('authentication', { message: 'x-api-key header is required' });
	if (plain !== undefined && authorization !== undefined)
		throw new Fault('authentication', { message: 'both x-api-key and Authorization were sent; send one of them' });
	if (plain !== undefined && plain !== key) throw new Fault('authentication');
	if (plain === undefined && bearer !== key) throw new Fault('authentication', { message: 'invalid bearer token' });
}

function version({ headers }) {
	const given = headers['anthropic-version'];
	if (given === undefined) refuse('anthropic-version: header is required');
	if (!versions.includes(given)) refuse(`anthropic-version: '${given}' is not a valid version`);
	return given;
}

function model(name) {
	const found = Object.hasOwn(models, name) && models[name];
	if (!found) throw new Fault('not_found', { message: `model: ${name}` });
	return found.same_as ? models[found.same_as] : found;
}

function checkSampling(body, about, newest) {
	for (const name of sampling.filter((one) => body[one] !== undefined)) {
		const value = body[name];
		if (newest) refuse(`${name}: this parameter was removed in anthropic-version 2026-10-21`);
		if (about.sampling) continue;
		if (name === 'top_k' || (name === 'temperature' && value !== 1) || (name === 'top_p' && value < 0.99))
			refuse(`${name}: this model takes its default only`);
	}
	if (about.sampling) range(body.temperature, 0, 1, 'temperature');
}

const effortOrder = ['low', 'medium', 'high', 'xhigh', 'max'];

function checkThinking({ thinking, max_tokens, output_config }, about) {
	if (!thinking) return;
	const { type } = thinking;
	members(
		thinking,
		{
			type: ['adaptive', 'enabled', 'disabled', 'between_tools'],
			display: ['summarized', 'omitted'],
			budget_tokens: 'integer',
		},
		{ where: 'thinking', unknown: extra },
	);
	if (type === 'enabled' && !about.thinking.includes(type))
		refuse(
			'"thinking.type.enabled" is not supported for this model. Use "thinking.type.adaptive" and "output_config.effort" to control thinking behavior.',
		);
	if (!about.thinking.includes(type)) refuse(`${type} thinking is not supported on this model`);
	if (type === 'enabled' && !(thinking.budget_tokens >= 1024 && thinking.budget_tokens < max_tokens))
		refuse('thinking.budget_tokens: must be at least 1024 and less than max_tokens');
	const effort = effortOrder.indexOf(output_config?.effort ?? 'high');
	if (type === 'disabled' && about.disabled_up_to && effort > effortOrder.indexOf(about.disabled_up_to))
		refuse(`thinking cannot be disabled above effort ${about.disabled_up_to}`);
}

const thinks = ({ thinking }, about) =>
	thinking ? ['adaptive', 'enabled'].includes(thinking.type) : about.thinks === true;

function checkOutput({ output_config: config }, about, totals) {
	if (!config) return;
	members(
		config,
		{ format: 'object', effort: effortOrder },
		{ where: 'output_config', unknown: extra, nullable: true },
	);
	if (config.effort && !about.effort) refuse('output_config.effort: This model does not support the effort parameter.');
	if (!config.format) return;
	members(
		config.format,
		{ type: ['json_schema'], schema: 'object!' },
		{ where: 'output_config.format', unknown: extra },
	);
	checkAnthropic(config.format.schema, totals);
}

function checkTools({ tools = [], tool_choice: choice, ...body }, about, totals) {
	const names = tools.map((tool, i) => {
		const where = `tools.${i}`;
		if (!isObject(tool)) refuse(`${where}: Input should be a valid object`);
		if (tool.type !== undefined && tool.type !== 'custom') refuse(`${where}: server tools are not offered here`);
		members(
			tool,
			{
				type: ['custom'],
				name: 'text!',
				description: 'string',
				input_schema: 'object!',
				strict: 'boolean',
				cache_control: 'object',
				input_examples: 'array',
				eager_input_streaming: 'boolean',
				defer_loading: 'boolean',
			},
			{ where, unknown: extra },
		);
		if (!/^[a-zA-Z0-9_-]{1,128}$/.test(tool.name))
			refuse(`${where}.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'`);
		if (tool.input_schema.type !== 'object') refuse(`${where}.input_schema.type: Input should be 'object'`);
		if (tool.strict) checkAnthropic(tool.input_schema, totals);
		return tool.name;
	});
	if (new Set(names).size < names.length) refuse('tools: Tool names must be unique.');
	if (tools.filter((tool) => tool.strict).length > 20) refuse('tools: at most 20 strict tools are allowed');
	if (!choice) return;
	members(
		choice,
		{ type: ['auto', 'any', 'tool', 'none'], name: 'text', disable_parallel_tool_use: 'boolean' },
		{ where: 'tool_choice', unknown: extra },
	);
	if (!tools.length) refuse('tool_choice: tools are required');
	if (choice.type === 'tool' && !names.includes(choice.name))
		refuse(`tool_choice: tool '${choice.name}' not found in provided tools`);
	const forced = choice.type === 'any' || choice.type === 'tool';
	if (forced && about.forced_tools === 'never') refuse('tool_choice: forced tool use is not supported for this model.');
	if (forced && about.forced_tools === 'unthinking' && thinks(body, about))
		refuse('Thinking may not be enabled when tool_choice forces tool use.');
}

// 0 tokens only warms the prompt cache, and goes with nothing that has to be answered.
function checkLimit(body, about) {
	range(body.max_tokens, 0, about.max_output ?? 128000, 'max_tokens');
	const answered =
		body.stream ||
		body.thinking?.type === 'enabled' ||
		body.output_config?.format ||
		['any', 'tool'].includes(body.tool_choice?.type);
	if (body.max_tokens === 0 && answered) refuse('max_tokens: 0 is not allowed with this request');
}

function cacheMarks(value) {
	if (Array.isArray(value)) return value.flatMap(cacheMarks);
	if (!isObject(value)) return [];
	return [
		...(value.cache_control ? [value.cache_control] : []),
		...(Array.isArray(value.content) ? cacheMarks(value.content) : []),
	];
}

function checkCache(body) {
	const marks = [
		...cacheMarks(body.tools),
		...cacheMarks(body.system),
		...cacheMarks(body.messages),
		...(body.cache_control ? [body.cache_control] : []),
	];
	for (const mark of marks)
		members(mark, { type: ['ephemeral'], ttl: ['5m', '1h'] }, { where: 'cache_control', unknown: extra });
	if (marks.length > 4) refuse(`A maximum of 4 blocks with cache_control may be provided. Found ${marks.length}.`);
}

function checkSystem(system) {
	if (!Array.isArray(system)) return;
	system.forEach((block, i) => {
		members(
			block,
			{ type: ['text'], text: 'string!', cache_control: 'object', citations: 'any' },
			{ where: `system.${i}`, unknown: extra, nullable: true },
		);
		if (block.text === '') refuse('system: text content blocks must be non-empty');
	});
}

function check(request, { issued, counting = false }) {
	const newest = version(request) === '2026-10-21';
	const body = request.json;
	members(body, counting ? { ...fields, max_tokens: 'integer' } : fields, { unknown: extra });
	const about = model(body.model);
	const totals = { optional: 0, unions: 0 };
	checkLimit(body, about);
	checkSampling(body, about, newest);
	checkThinking(body, about);
	checkOutput(body, about, totals);
	checkTools(body, about, totals);
	checkCache(body);
	checkSystem(body.system);
	if (body.metadata)
		members(body.metadata, { user_id: 'string' }, { where: 'metadata', unknown: extra, nullable: true });
	if (body.inference_geo !== undefined && about.no_geo) refuse('inference_geo: not supported on this model');
	if (body.speed === 'fast' && !request.headers['anthropic-beta']?.includes('fast-mode-2026-02-01'))
		refuse('speed: fast mode is a beta feature');
	turns.check(body, about, { newest, issued });
}

function wanted({ json: body }) {
	const about = models[body.model] ?? {};
	const choice = body.tool_choice ?? {};
	return {
		model: body.model,
		schema: body.output_config?.format?.schema,
		limit: body.max_tokens,
		tools: (body.tools ?? []).map((tool) => ({ name: tool.name, schema: tool.input_schema })),
		forced: choice.type === 'any' ? true : choice.type === 'tool' ? choice.name : null,
		thinks: thinks(body, about.same_as ? models[about.same_as] : about),
	};
}

module.exports = { check, credentials, wanted, version };
