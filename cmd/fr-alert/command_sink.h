/*
 * command_sink.h: the channel "command": a shell command that gets the envelope on its standard input.
 */
#ifndef FR_ALERT_COMMAND_SINK_H
#define FR_ALERT_COMMAND_SINK_H

#include <stddef.h>
#include <stdint.h>

/*
 * Run it, its output to our stderr, without secrets in its environment; ended, with what it started, after timeout_ms.
 * 0 when it succeeded; else -1 and why in *why.
 */
int command_sink_run(const char *command, const char *input, size_t length, int64_t timeout_ms, char why[static 128]);

#endif
