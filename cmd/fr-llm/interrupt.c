#include "interrupt.h"

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <unistd.h>

static volatile sig_atomic_t interrupted;
static int came = -1;

static void on_signal(int signal_number)
{
	static const uint64_t one = 1;
	int before = errno;

	(void)signal_number;
	interrupted = 1;
	if (write(came, &one, sizeof(one)) < 0) /* it can already be read */
		errno = before;
}

void interrupt_catch(void)
{
	struct sigaction action = { .sa_handler = on_signal }, before;

	came = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	if (sigaction(SIGHUP, NULL, &before) == 0 && before.sa_handler != SIG_IGN) /* nohup(1) */
		sigaction(SIGHUP, &action, NULL);
}

bool interrupt_came(void)
{
	return interrupted != 0;
}

int interrupt_fd(void)
{
	return came;
}
