/*
 * family.h: what descends from this process, so that it can be told something, or ended.
 *
 *	family_keep();
 *	… children that have children …
 *	while (family_signal(FAMILY_SESSION, SIGKILL) > 0)
 *		…
 *
 * Process groups would do for children that never ask anything: one that reads the terminal has to be in the group that
 * the terminal belongs to, which is ours.
 */
#ifndef FR_CHAT_FAMILY_H
#define FR_CHAT_FAMILY_H

enum family_who {
	FAMILY_GROUP,  /* those in our process group: not what a stage has put into one of its own */
	FAMILY_SESSION /* those in our session: all but daemons */
};

/* From now on a descendant whose parent has ended is ours, and not init's. */
void family_keep(void);

/* Send it to each of them. How many there are that have not ended; 0 also where /proc cannot be read. */
int family_signal(enum family_who who, int number);

#endif
