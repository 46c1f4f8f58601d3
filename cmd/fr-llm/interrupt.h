/*
 * interrupt.h: SIGINT, SIGTERM and SIGHUP, which end what is under way in good order.
 */
#ifndef FR_LLM_INTERRUPT_H
#define FR_LLM_INTERRUPT_H

#include <stdbool.h>

/* From now on they are only remembered. */
void interrupt_catch(void);

bool interrupt_came(void);

#endif
