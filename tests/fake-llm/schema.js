'use strict';
// JSON Schema as the vendors' structured output takes it: what a schema may say, and a value that satisfies one.
const { isObject, refuse } = require('./check');

const formats = ['date-time', 'time', 'date', 'duration', 'email', 'hostname', 'uri', 'ipv4', 'ipv6', 'uuid'];
const anthropicKeywords = [
	'type',
	'properties',
	'required',
	'additionalProperties',
	'items',
	'enum',
	'const',
	'anyOf',
	'allOf',
	'$ref',
	'$defs',
	'definitions',
	'default',
	'format',
	'pattern',
	'minItems',
	'title',
	'description',
	'$schema',
];
const openaiRefused = [
	'allOf',
	'not',
	'oneOf',
	'dependentRequired',
	'dependentSchemas',
	'if',
	'then',
	'else',
	'patternProperties',
	'default',
	'unevaluatedProperties',
	'minProperties',
	'maxProperties',
	'uniqueItems',
	'contains',
];

// Calls visit(schema, where, outer) on the schema and on every one inside it; outer holds those it stands in.
function walk(schema, visit, where = 'schema', outer = []) {
	if (!isObject(schema)) refuse(`${where}: a schema is an object`);
	visit(schema, where, outer);
	const inner = [...outer, schema];
	for (const key of ['properties', '$defs', 'definitions'])
		for (const [name, sub] of Object.entries(schema[key] ?? {})) walk(sub, visit, `${where}.${key}.${name}`, inner);
	for (const key of ['anyOf', 'allOf', 'oneOf'])
		(schema[key] ?? []).forEach((sub, i) => walk(sub, visit, `${where}.${key}.${i}`, inner));
	for (const key of ['items', 'not']) if (isObject(schema[key])) walk(schema[key], visit, `${where}.${key}`, inner);
}

function resolve(root, reference) {
	if (typeof reference !== 'string' || !reference.startsWith('#'))
		return refuse(`schema: external $ref '${reference}' is not supported`);
	const found = reference
		.split('/')
		.slice(1)
		.reduce((at, step) => at?.[step.replaceAll('~1', '/').replaceAll('~0', '~')], root);
	return found ?? refuse(`schema: $ref '${reference}' leads nowhere`);
}

function refuseRecursion(root) {
	const follow = (schema, seen) =>
		walk(schema, (sub) => {
			if (sub.$ref === undefined) return;
			if (seen.includes(sub.$ref)) refuse('schema: recursive schemas are not supported');
			follow(resolve(root, sub.$ref), [...seen, sub.$ref]);
		});
	follow({ ...root, $defs: {}, definitions: {} }, []);
}

const isObjectSchema = (schema) => schema.properties !== undefined || [schema.type].flat().includes('object');

function closed(schema, where) {
	if (isObjectSchema(schema) && schema.additionalProperties !== false)
		refuse(`${where}: For 'object' type, 'additionalProperties' must be explicitly set to false`);
}

// Limits hold over all schemas of a request, so they are counted into `totals`.
function checkAnthropic(root, totals = { optional: 0, unions: 0 }) {
	walk(root, (schema, where) => {
		for (const key of Object.keys(schema))
			if (!anthropicKeywords.includes(key)) refuse(`${where}: property '${key}' is not supported`);
		closed(schema, where);
		if (schema.format !== undefined && !formats.includes(schema.format))
			refuse(`${where}: format '${schema.format}' is not supported`);
		if (schema.minItems > 1) refuse(`${where}: 'minItems' may be 0 or 1`);
		if (/\(\?[=!<]|\\[1-9bB]/.test(schema.pattern ?? '')) refuse(`${where}: pattern is not supported`);
		if (schema.enum?.some((value) => value !== null && typeof value === 'object'))
			refuse(`${where}: 'enum' holds scalars only`);
		totals.optional += Object.keys(schema.properties ?? {}).filter((name) => !schema.required?.includes(name)).length;
		totals.unions += schema.anyOf || Array.isArray(schema.type) ? 1 : 0;
	});
	refuseRecursion(root);
	if (totals.optional > 24 || totals.unions > 16) refuse('Schema is too complex for compilation.');
}

function checkOpenai(root, param) {
	const bad = (where, what) =>
		refuse(`Invalid schema for '${param}': In context=${where}, ${what}`, { param, code: 'invalid_json_schema' });
	if (root.type !== 'object') bad('schema', 'schema must be a JSON Schema of \'type: "object"\'');
	walk(root, (schema, where) => {
		for (const key of openaiRefused) if (key in schema) bad(where, `'${key}' is not permitted`);
		if (!isObjectSchema(schema)) return;
		if (schema.additionalProperties !== false)
			bad(where, "'additionalProperties' is required to be supplied and to be false");
		for (const name of Object.keys(schema.properties ?? {}))
			if (!schema.required?.includes(name))
				bad(where, `'required' must include every key in properties: missing '${name}'`);
	});
}

// The plainest value that the schema allows, for an answer that nobody scripted.
function example(schema, root = schema) {
	if (schema.$ref) return example(resolve(root, schema.$ref), root);
	if (schema.const !== undefined) return schema.const;
	if (schema.enum) return schema.enum[0];
	if (schema.anyOf) return example(schema.anyOf[0], root);
	if (schema.allOf) return Object.assign({}, ...schema.allOf.map((part) => example(part, root)));
	const type = [schema.type].flat()[0] ?? 'object';
	if (type === 'array') return schema.minItems ? [example(schema.items ?? {}, root)] : [];
	if (type !== 'object')
		return { string: 'text', integer: schema.minimum ?? 1, number: schema.minimum ?? 1, boolean: true, null: null }[
			type
		];
	return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, sub]) => [name, example(sub, root)]));
}

module.exports = { checkAnthropic, checkOpenai, example, formats };
