'use strict';
// Bytes on the wire: how a body is framed and cut into writes, how fast it goes, and where it stops.
//
//   await send(res, { status, reason, headers, parts }, step)
//
// parts are the body's events (or the one whole body), as buffers. Of the step it reads: wait_ms, event_ms, piece_ms,
// framing, split, seed, hang, drop, drop_how, end.
const { setTimeout: sleep, setImmediate: turn } = require('timers/promises');

const largest = 65536;

// Where the answer stops: { how: hang|drop|end, at: "before"|"headers"|offset }, or null when it is sent whole.
function stopOf(step, parts) {
	const how = ['hang', 'drop', 'end'].find((name) => step[name] !== undefined);
	if (!how) return null;
	const where = step[how];
	if (where === 'before' || where === 'headers') return { how, at: where };
	const total = parts.reduce((sum, part) => sum + part.length, 0);
	if (where === 'end') return { how, at: total };
	if (Number.isInteger(where?.bytes)) return { how, at: Math.min(where.bytes, total) };
	if (Number.isInteger(where?.events))
		return { how, at: parts.slice(0, where.events).reduce((sum, part) => sum + part.length, 0) };
	throw new Error(`${how} is "before", "headers", "end", {"events": n} or {"bytes": n}`);
}

// Sizes of the next writes, without end.
function* sizes(split, seed = 1) {
	if (Array.isArray(split)) for (const [i, at] of split.entries()) yield at - (i ? split[i - 1] : 0);
	let state = seed;
	for (;;) {
		state = (state * 1103515245 + 12345) % 2147483648;
		if (split === 'random') yield 1 + (state % 40);
		else yield Number.isInteger(split) ? split : largest;
	}
}

// The body in pieces; a piece that ends an event says so. Without a split, every event is a piece.
function* pieces(parts, length, step) {
	const body = Buffer.concat(parts).subarray(0, length);
	const ends = new Set();
	parts.reduce((sum, part) => (ends.add(sum + part.length), sum + part.length), 0);
	const split = sizes(step.split, step.seed);
	let at = 0;
	for (const part of step.split === undefined ? parts : []) {
		for (let from = 0; from < part.length && at < body.length; from += largest) {
			const bytes = part.subarray(from, from + largest).subarray(0, body.length - at);
			at += bytes.length;
			yield { bytes, last: ends.has(at) };
		}
	}
	while (at < body.length) {
		const bytes = body.subarray(at, at + Math.max(1, split.next().value));
		at += bytes.length;
		yield { bytes, last: ends.has(at) };
	}
}

function head(res, reply, framing, length) {
	const headers = { ...reply.headers };
	res.sendDate = false;
	if (framing === 'length') headers['content-length'] = String(length);
	if (framing === 'close') {
		res.useChunkedEncodingByDefault = false;
		res.shouldKeepAlive = false;
		headers.connection = 'close';
	}
	if (framing === 'chunked') headers['transfer-encoding'] = 'chunked';
	res.writeHead(reply.status, reply.reason ?? '', headers);
	res.flushHeaders();
}

// Gone without a goodbye; what was written has to be on its way first, because a reset overtakes it.
async function leave(res, how) {
	const { socket } = res;
	while (socket.writableLength > 0 && !socket.destroyed) await sleep(1);
	if (how !== 'reset') return void socket.end();
	await sleep(20);
	socket.resetAndDestroy();
}

async function write(res, bytes) {
	if (res.write(bytes) || res.destroyed) return;
	await new Promise((done) => {
		const goOn = () => {
			res.off('drain', goOn).off('close', goOn);
			done();
		};
		res.on('drain', goOn).on('close', goOn);
	});
}

async function body(res, reply, step, length) {
	for (const piece of pieces(reply.parts, length, step)) {
		if (res.destroyed) return;
		await write(res, piece.bytes);
		const pause = (step.piece_ms ?? 0) + (piece.last ? (step.event_ms ?? 0) : 0);
		if (pause) await sleep(pause);
		else if (step.split !== undefined) await turn();
	}
}

async function send(res, reply, step) {
	const stop = stopOf(step, reply.parts);
	const whole = reply.parts.reduce((sum, part) => sum + part.length, 0);
	const length = Number.isInteger(stop?.at) ? stop.at : whole;
	const framing = step.framing ?? (reply.stream || step.split !== undefined ? 'chunked' : 'length');
	if (step.wait_ms) await sleep(step.wait_ms);
	if (res.destroyed) return;
	if (stop?.at === 'headers') res.socket.write(`HTTP/1.1 ${reply.status} ${reply.reason ?? ''}\r\ncontent-ty`);
	if (typeof stop?.at !== 'string') {
		head(res, reply, framing, stop?.how === 'end' ? length : whole);
		await body(res, reply, step, length);
	}
	if (stop?.how === 'hang') return;
	if (stop?.how === 'drop' || typeof stop?.at === 'string') await leave(res, step.drop_how);
	else res.end();
}

module.exports = { send };
