#include "gate.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "paths.h"
#include "window.h"

#define SYSTEM_STOP_FILE "/etc/fr/remediation.stop"

/* Is the name among those of "a, b"? */
static bool is_listed(const char *list, const char *name)
{
	while (*list != '\0') {
		size_t length;

		list += strspn(list, ", \t");
		length = strcspn(list, ", \t");
		if (length == strlen(name) && strncmp(list, name, length) == 0)
			return true;
		list += length;
	}
	return false;
}

static int check_whitelist(const char *list, const struct policy *policy, const char *source, struct fr_error *err)
{
	while (*list != '\0') {
		char name[64];
		size_t length;

		list += strspn(list, ", \t");
		length = strcspn(list, ", \t");
		if (length == 0)
			break;
		snprintf(name, sizeof(name), "%.*s", (int)(length < sizeof(name) ? length : sizeof(name) - 1), list);
		if (policy_verb(policy, name) == NULL)
			return fr_error_set(err, FR_EX_CONFIG, "%s: auto_remediation_whitelist has '%s', which is none",
					    source, name);
		list += length;
	}
	return 0;
}

int gate_check_settings(const struct fr_config *config, const struct policy *policy, struct fr_error *err)
{
	bool open;

	if (check_whitelist(fr_config_text(config, "auto_remediation_whitelist"), policy,
			    fr_config_source(config, "auto_remediation_whitelist"), err) < 0)
		return -1;
	if (window_is_open(fr_config_text(config, "remediation_window"), 0, &open) == 0)
		return 0;
	fr_error_set(err, FR_EX_CONFIG,
		     "%s: remediation_window is not of the form 'sat,sun 00:00-24:00; mon-fri 22:00-06:00'",
		     fr_config_source(config, "remediation_window"));
	return -1;
}

int gate_check_verb(const struct fr_config *config, const struct verb *verb, int64_t now_us, struct fr_error *err)
{
	bool open = false;

	if (!fr_config_boolean(config, "auto_remediation_enabled"))
		return fr_error_set(err, FR_EX_NOPERM, "auto_remediation_enabled is false");
	if (!is_listed(fr_config_text(config, "auto_remediation_whitelist"), verb->name))
		return fr_error_set(err, FR_EX_NOPERM, "it is not in auto_remediation_whitelist");
	if (window_is_open(fr_config_text(config, "remediation_window"), now_us, &open) < 0 || !open)
		return fr_error_set(err, FR_EX_TEMPFAIL, "it is outside of remediation_window");
	return 0;
}

char *gate_stop_file(struct fr_error *err)
{
	return fr_path_state("remediation.stop", err);
}

/* What cannot be looked for counts as there. */
static int check_file(const char *path, struct fr_error *err)
{
	if (access(path, F_OK) == 0)
		return fr_error_set(err, FR_EX_NOPERM, "everything is stopped, by '%s'", path);
	if (errno != ENOENT && errno != ENOTDIR)
		return fr_error_set(err, FR_EX_NOPERM, "cannot tell whether '%s' is there: %s", path, strerror(errno));
	return 0;
}

int gate_check_stop(struct book *book, struct fr_error *err)
{
	char *path = gate_stop_file(err);
	int result = path != NULL && check_file(path, err) == 0 && check_file(SYSTEM_STOP_FILE, err) == 0 ? 0 : -1;

	free(path);
	return result == 0 ? book_check_stop(book, err) : -1;
}
