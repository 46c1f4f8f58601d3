#include "family.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

struct process {
	pid_t pid, parent, group, session;
	bool ours;
};

struct processes {
	struct process *all;
	size_t count;
};

void family_keep(void)
{
	prctl(PR_SET_CHILD_SUBREAPER, 1);
}

/* "PID (COMMAND) STATE PARENT GROUP SESSION …": a command may have brackets of its own. False: it has ended. */
static bool read_process(const char *pid, struct process *process)
{
	char path[300], text[512], state, *after;
	int fd;
	ssize_t got;

	snprintf(path, sizeof(path), "/proc/%s/stat", pid);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return false;
	got = read(fd, text, sizeof(text) - 1);
	close(fd);
	text[got > 0 ? got : 0] = '\0';
	after = strrchr(text, ')');
	*process = (struct process){ .pid = (pid_t)strtol(pid, NULL, 10) };
	return after != NULL &&
	       sscanf(after, ") %c %d %d %d", &state, &process->parent, &process->group, &process->session) == 4 &&
	       state != 'Z' && state != 'X';
}

static void read_processes(struct processes *processes)
{
	DIR *proc = opendir("/proc");
	struct process process;

	*processes = (struct processes){ 0 };
	for (struct dirent *entry; proc != NULL && (entry = readdir(proc)) != NULL;) {
		if (!isdigit((unsigned char)entry->d_name[0]) || !read_process(entry->d_name, &process))
			continue;
		processes->all = reallocarray(processes->all, processes->count + 1, sizeof(*processes->all));
		if (processes->all == NULL)
			abort();
		processes->all[processes->count++] = process;
	}
	if (proc != NULL)
		closedir(proc);
}

static bool is_ours(const struct processes *processes, pid_t pid)
{
	for (size_t i = 0; i < processes->count; i++)
		if (processes->all[i].pid == pid)
			return processes->all[i].ours;
	return false;
}

/* Children, then theirs, until nobody is added: a child may have the lower id. */
static void mark_ours(struct processes *processes)
{
	bool added = true;

	while (added) {
		added = false;
		for (size_t i = 0; i < processes->count; i++) {
			struct process *process = &processes->all[i];

			if (process->ours || (process->parent != getpid() && !is_ours(processes, process->parent)))
				continue;
			process->ours = added = true;
		}
	}
}

int family_signal(enum family_who who, int number)
{
	const pid_t group = getpgrp(), session = getsid(0);
	struct processes processes;
	int told = 0;

	read_processes(&processes);
	mark_ours(&processes);
	for (size_t i = 0; i < processes.count; i++) {
		const struct process *process = &processes.all[i];

		if (process->ours && (who == FAMILY_GROUP ? process->group == group : process->session == session))
			told += kill(process->pid, number) == 0;
	}
	free(processes.all);
	return told;
}
