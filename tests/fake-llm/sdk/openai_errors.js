'use strict';
// The error classes of OpenAI's SDK: the same for both of its APIs.
const OpenAI = require('openai');
const { assert, prove, refused, script } = require('./proof');

const classes = {
	invalid_request: ['BadRequestError', 400, 'invalid_request_error', null],
	context_length: ['BadRequestError', 400, 'invalid_request_error', 'context_length_exceeded'],
	authentication: ['AuthenticationError', 401, 'invalid_request_error', 'invalid_api_key'],
	permission: ['PermissionDeniedError', 403, 'invalid_request_error', null],
	not_found: ['NotFoundError', 404, 'invalid_request_error', 'model_not_found'],
	conflict: ['ConflictError', 409, 'invalid_request_error', null],
	too_large: ['APIError', 413, 'invalid_request_error', null],
	unprocessable: ['UnprocessableEntityError', 422, 'invalid_request_error', null],
	rate_limit: ['RateLimitError', 429, 'requests', 'rate_limit_exceeded'],
	slow_down: ['RateLimitError', 429, 'rate_limit_error', 'slow_down'],
	spend_limit: ['RateLimitError', 429, 'insufficient_quota', 'credit_balance_exhausted'],
	organization_spend_limit: ['RateLimitError', 429, 'insufficient_quota', 'organization_spend_limit_exceeded'],
	project_spend_limit: ['RateLimitError', 429, 'insufficient_quota', 'project_spend_limit_exceeded'],
	api_error: ['InternalServerError', 500, 'server_error', null],
	unavailable: ['InternalServerError', 503, 'service_unavailable_error', null],
	timeout: ['InternalServerError', 504, 'server_error', null],
	overloaded: ['InternalServerError', 503, 'service_unavailable_error', 'server_is_overloaded'],
};

module.exports.prove = (ask) => {
	for (const [name, [Class, status, type, code]] of Object.entries(classes))
		prove(`the error ${name}`, async () => {
			await script({ error: name });
			const error = await refused(ask(), OpenAI[Class]);
			assert.deepEqual([error.status, error.type, error.code, error.param], [status, type, code, null]);
			assert.match(error.requestID, /^req_/);
			assert.equal(error.headers.get('retry-after'), ['rate_limit', 'slow_down'].includes(name) ? '1' : null);
		});
	prove('errors that are not JSON', async () => {
		for (const [name, Class] of [
			['T12', 'APIError'],
			['T12-502', 'InternalServerError'],
			['T12-empty', 'InternalServerError'],
			['T12-null', 'InternalServerError'],
			['T12-array', 'InternalServerError'],
			['T12-text', 'InternalServerError'],
		]) {
			await script({ case: name });
			await refused(ask(), OpenAI[Class]);
		}
	});
};
