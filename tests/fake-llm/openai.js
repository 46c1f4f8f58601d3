'use strict';
// What both of OpenAI's APIs share: the key, the models, what a model takes, and errors.
const { Fault, refuse, members, range } = require('./check');
const { checkOpenai } = require('./schema');
const models = require('./models.json').openai;

const sampling = ['temperature', 'top_p', 'frequency_penalty', 'presence_penalty', 'logprobs', 'top_logprobs'];

function credentials(request, key) {
	const bearer = request.headers.authorization?.match(/^Bearer (.*)$/i)?.[1];
	if (bearer === undefined)
		throw new Fault('authentication', { message: "You didn't provide an API key.", code: null });
	if (bearer !== key) throw new Fault('authentication');
}

function model(name) {
	if (!Object.hasOwn(models, name))
		throw new Fault('not_found', { message: `The model '${name}' does not exist or you do not have access to it.` });
	return models[name];
}

const unsupported = (param, message) => refuse(message, { param, code: 'unsupported_value' });

// Efforts below the line of the reasoning models do not exist; on those, sampling goes with effort "none" only.
function checkReasoning(body, effort, param, about) {
	if (effort !== undefined && effort !== null && !about.efforts?.includes(effort))
		unsupported(param, `Unsupported value: '${effort}' is not supported with the '${body.model}' model.`);
	if (!about.efforts || effort === 'none') return;
	for (const name of sampling.filter((one) => body[one] !== undefined && body[one] !== null))
		unsupported(name, `Unsupported value: '${name}' is not supported with this model unless reasoning is off.`);
}

function checkCommon(body, about, limit) {
	if (body[limit] !== undefined && body[limit] !== null) range(body[limit], 1, about.max_output ?? 128000, limit);
	range(body.temperature, 0, 2, 'temperature');
	range(body.top_p, 0, 1, 'top_p');
	if (body.stream_options && body.stream !== true)
		refuse("The 'stream_options' parameter is only allowed when 'stream' is enabled.", { param: 'stream_options' });
	const pairs = Object.entries(body.metadata ?? {});
	if (
		pairs.length > 16 ||
		pairs.some(([key, value]) => key.length > 64 || typeof value !== 'string' || value.length > 512)
	)
		refuse("Invalid 'metadata'.", { param: 'metadata' });
}

// A function, wherever its API keeps the members: `where` is the path to them.
function checkFunction(fn, where) {
	if (!/^[a-zA-Z0-9_-]{1,64}$/.test(fn.name ?? ''))
		refuse(`Invalid '${where}.name': string does not match pattern '^[a-zA-Z0-9_-]+$'.`, {
			param: `${where}.name`,
			code: 'invalid_value',
		});
	if (fn.strict === true) checkOpenai(fn.parameters ?? {}, `${where}.parameters`);
	else if (fn.parameters && fn.parameters.type !== 'object')
		refuse(`Invalid schema for function '${fn.name}': schema must be of 'type: "object"'`, {
			param: `${where}.parameters`,
			code: 'invalid_function_parameters',
		});
}

function checkFormat(format, where) {
	if (!/^[a-zA-Z0-9_-]{1,64}$/.test(format.name ?? ''))
		refuse(`Invalid '${where}.name': string does not match pattern '^[a-zA-Z0-9_-]+$'.`, {
			param: `${where}.name`,
			code: 'invalid_value',
		});
	members(format, { schema: 'object!', strict: 'boolean', description: 'string' }, { where, nullable: true });
	if (format.strict) checkOpenai(format.schema, where);
}

function checkChoice(choice, tools, nameOf) {
	if (choice === undefined || choice === null) return;
	if (!tools.length)
		refuse("Invalid value for 'tool_choice': 'tool_choice' is only allowed when 'tools' are specified.", {
			param: 'tool_choice',
		});
	if (['none', 'auto', 'required'].includes(choice)) return;
	const name = choice.type === 'function' ? nameOf(choice) : undefined;
	if (!tools.some((tool) => nameOf(tool) === name))
		refuse(`Tool choice '${name}' not found in 'tools' parameter.`, { param: 'tool_choice' });
}

const forced = (choice, nameOf) => (choice === 'required' ? true : choice?.type === 'function' ? nameOf(choice) : null);

const error = ({ message, type, param = null, code = null }) => ({ error: { message, type, param, code } });

const headers = (request) => ({
	'x-request-id': `req_${String(request.n).padStart(4, '0')}`,
	'openai-processing-ms': '12',
	'openai-version': '2020-10-01',
	'openai-organization': 'org-stand-in',
});

// 2025-11-23T12:13:20Z: answers do not depend on the day.
const created = 1763900000;

module.exports = {
	credentials,
	model,
	models,
	checkReasoning,
	checkCommon,
	checkFunction,
	checkFormat,
	checkChoice,
	forced,
	error,
	headers,
	created,
	unsupported,
};
