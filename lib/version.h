/* version.h: which release this is; CHANGELOG.md has the same number. */
#ifndef FR_VERSION_H
#define FR_VERSION_H

#define FR_VERSION "0.1.0"

#endif
