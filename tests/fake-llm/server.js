#!/usr/bin/env node
'use strict';
// fake-llm: a stand-in for the model vendors, on loopback. It prints the port that the kernel chose (with --tls-cert a
// second line with the port that speaks TLS), refuses what they refuse, and answers what its script says. README.md.
const fs = require('fs');
const http = require('http');
const https = require('https');
const { setTimeout: sleep } = require('timers/promises');
const { parseArgs } = require('util');
const { Fault } = require('./check');
const { Script, cases } = require('./script');
const { apiFor, admit, safeJson } = require('./apis');
const { replyOf, errorReply } = require('./reply');
const { Journal } = require('./journal');
const { send } = require('./wire');

const string = { type: 'string' };
const { values } = parseArgs({
	options: {
		key: string,
		log: string,
		script: string,
		flavour: string,
		address: string,
		'tls-cert': string,
		'tls-key': string,
		'tls-max': string,
	},
});
const options = {
	key: process.env.FAKE_LLM_KEY ?? 'sk-stand-in-0123456789abcdef',
	log: process.env.FAKE_LLM_LOG,
	script: process.env.FAKE_LLM_SCRIPT,
	flavour: process.env.FAKE_LLM_FLAVOUR,
	address: '127.0.0.1',
	...values,
};

const flavours = ['ollama', 'llama.cpp', 'vllm'];
if (options.flavour && !flavours.includes(options.flavour)) throw new Error(`flavours are ${flavours.join(', ')}`);

const script = new Script();
if (options.script) script.add(JSON.parse(fs.readFileSync(options.script, 'utf8')));
const journal = new Journal(options.key, options.log);
const state = { issued: new Map(), stored: new Map(), reasoned: new Map(), batches: new Map() };
let requests = 0;
let open = 0; // of them, those that are being answered

async function received(req) {
	const chunks = [];
	for await (const chunk of req) chunks.push(chunk);
	const bytes = Buffer.concat(chunks);
	// A proxy is asked for whole addresses.
	const { pathname, search } = new URL(req.url, 'http://loopback');
	return {
		method: req.method,
		path: pathname,
		search,
		url: req.url,
		headers: req.headers,
		bytes,
		text: bytes.toString('utf8'),
		port: req.socket.localPort,
		connection: req.socket.number,
	};
}

// What later requests have to repeat: the thinking around a tool call, and a stored response.
function remember(request, document) {
	const of = (type) => (document.output ?? []).filter((item) => item.type === type);
	for (const block of document.content ?? [])
		if (block.type === 'tool_use') state.issued.set(block.id, document.content);
	for (const call of of('function_call'))
		if (of('reasoning').length) state.reasoned.set(call.call_id, of('reasoning')[0].id);
	if (document.object !== 'response' || request.json.store === false) return;
	const before = state.stored.get(request.json.previous_response_id) ?? [];
	const input = typeof request.json.input === 'string' ? [] : request.json.input;
	state.stored.set(document.id, [...before, ...input, ...document.output]);
}

const html =
	'<html><head><title>413 Request Entity Too Large</title></head><body><center><h1>413</h1></center></body></html>';

function refusal(fault, request) {
	const reply = errorReply(fault, request);
	if (!fault.html) return reply;
	return { ...reply, headers: { 'content-type': 'text/html', server: 'cloudflare' }, parts: [Buffer.from(html)] };
}

// The reply, the step it comes from, and whose decision it was. A request that is refused uses up no step.
function decide(request) {
	request.flavour = options.flavour;
	const { step, use } = script.next({ ...request, json: safeJson(request.text) });
	request.flavour = step.flavour ?? options.flavour;
	request.api = apiFor(request);
	request.remember = (document) => remember(request, document);
	const scripted = Object.keys(step).length > 0;
	try {
		if (step.unchecked || (request.api.unclaimed && scripted)) request.json = safeJson(request.text) ?? {};
		else admit(request, options.key, state);
		const reply = replyOf(step, request);
		use();
		return { reply, step, from: scripted ? 'script' : 'default' };
	} catch (error) {
		if (!(error instanceof Fault)) throw error;
		return { reply: refusal(error.fault, request), step: {}, from: 'refused', message: error.message };
	}
}

async function answer(req, res) {
	const request = await received(req);
	if (request.path.startsWith('/fake/')) return control(request, res);
	request.n = ++requests;
	request.at_once = ++open;
	res.once('close', () => --open);
	const { reply, step, from, message } = decide(request);
	journal.request(request, { status: reply.status, from, ...(message && { message }) });
	res.once('close', () => res.writableFinished || journal.gone(request.n, step));
	for (const last = request.n + (step.wait_requests ?? 0); requests < last && !res.destroyed; ) await sleep(5);
	await send(res, reply, step);
}

// The tests' own door. It has no key, and what comes through it is not in the journal.
function control(request, res) {
	const steps = () => JSON.parse(request.text);
	const doors = {
		'PUT /fake/script': () => script.replace(steps()),
		'POST /fake/script': () => script.add(steps()),
		'GET /fake/script': () => script.left,
		'GET /fake/cases': () => Object.keys(cases),
		'GET /fake/requests': () => journal.lines.join(''),
		'DELETE /fake/requests': () => journal.clear(),
	};
	const door = doors[`${request.method} ${request.path}`];
	const result = door ? door() : undefined;
	res.writeHead(door ? 200 : 404, { 'content-type': 'application/json' });
	res.end(typeof result === 'string' ? result : `${JSON.stringify(result ?? {})}\n`);
}

// A mistake in a script has to be seen: 599 is nobody's status.
function serve(req, res) {
	answer(req, res).catch((error) => {
		if (error.code === 'ECONNRESET' || error.code === 'ERR_STREAM_PREMATURE_CLOSE') return;
		process.stderr.write(`fake-llm: ${error.message}\n`);
		if (res.headersSent) return void res.destroy();
		res.writeHead(599, 'Bad script', { 'content-type': 'text/plain' });
		res.end(`fake-llm: ${error.message}\n`);
	});
}

let connections = 0;

function listener(server) {
	server.keepAliveTimeout = 120000;
	server.requestTimeout = 0;
	server.on('request', serve);
	server.on(server instanceof https.Server ? 'secureConnection' : 'connection', (socket) => {
		socket.number = ++connections;
		socket.setNoDelay(true);
		socket.on('error', () => {});
	});
	return server;
}

const listen = (server) => new Promise((done) => server.listen(0, options.address, () => done(server.address().port)));

async function main() {
	const plain = listener(http.createServer());
	const ports = [await listen(plain)];
	if (options['tls-cert']) {
		const secure = listener(
			https.createServer({
				cert: fs.readFileSync(options['tls-cert']),
				key: fs.readFileSync(options['tls-key']),
				minVersion: 'TLSv1',
				ciphers: 'DEFAULT@SECLEVEL=0',
				...(options['tls-max'] && { maxVersion: options['tls-max'] }),
			}),
		);
		ports.push(await listen(secure));
		// As a proxy it leads every https address to itself.
		plain.on('connect', (req, socket) => {
			journal.tunnel(req);
			socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
			secure.emit('connection', socket);
		});
	}
	process.stdout.write(`${ports.join('\n')}\n`);
}

process.on('SIGTERM', () => process.exit(0));
main();
