#include <stdlib.h>

#include "program.h"

int fr_program_library_files(struct fr_program *program, const struct fr_share *share, const char *subfolder,
			     struct fr_error *err)
{
	struct fr_share_files files;
	int status = fr_share_list(share, subfolder, ".jq", &files, err);

	for (size_t i = 0; status == 0 && i < files.count; i++) {
		char *text = fr_share_read(files.files[i].path, NULL, err);

		if (text != NULL)
			fr_program_library(program, files.files[i].path, text);
		else
			status = -1;
		free(text);
	}
	fr_share_files_release(&files);
	return status;
}

int fr_program_define_file(struct fr_program *program, const char *name, const char *path, struct fr_error *err)
{
	char *text = fr_share_read(path, NULL, err);

	if (text == NULL)
		return -1;
	fr_program_define(program, name, path, text);
	free(text);
	return 0;
}
