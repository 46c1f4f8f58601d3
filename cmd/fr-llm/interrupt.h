/*
 * interrupt.h: SIGINT, SIGTERM and SIGHUP, which end what is under way in good order.
 */
#ifndef FR_LLM_INTERRUPT_H
#define FR_LLM_INTERRUPT_H

#include <stdbool.h>

/* From now on they are only remembered. */
void interrupt_catch(void);

bool interrupt_came(void);

/*
 * Can be read from when one came, and stays so: to be waited for with everything else. One that comes between
 * interrupt_came and the waiting would not end it otherwise. -1 when there is none to be had.
 */
int interrupt_fd(void);

#endif
