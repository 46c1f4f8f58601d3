/*
 * banned.h: functions that are too easy to misuse do not compile.
 *
 * Included ahead of every source file by the Makefile. The system headers that
 * declare these names come first, so that only our own calls are caught.
 */
#ifndef FR_BANNED_H
#define FR_BANNED_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#undef strcpy
#undef strcat
#undef strncpy
#undef strncat
#undef sprintf
#undef vsprintf
#undef gets
#undef strtok
#undef atoi
#undef atol
#undef atof
#undef gmtime
#undef localtime
#undef ctime
#undef asctime
#undef mktemp
#undef tmpnam
#undef system

#define strcpy(...) fr_banned_strcpy_use_memcpy_or_snprintf
#define strcat(...) fr_banned_strcat_use_snprintf
#define strncpy(...) fr_banned_strncpy_use_memcpy_or_snprintf
#define strncat(...) fr_banned_strncat_use_snprintf
#define sprintf(...) fr_banned_sprintf_use_snprintf
#define vsprintf(...) fr_banned_vsprintf_use_vsnprintf
#define gets(...) fr_banned_gets_use_getline
#define strtok(...) fr_banned_strtok_use_strcspn
#define atoi(...) fr_banned_atoi_use_strtol
#define atol(...) fr_banned_atol_use_strtol
#define atof(...) fr_banned_atof_use_strtod
#define gmtime(...) fr_banned_gmtime_use_gmtime_r
#define localtime(...) fr_banned_localtime_use_localtime_r
#define ctime(...) fr_banned_ctime_use_strftime
#define asctime(...) fr_banned_asctime_use_strftime
#define mktemp(...) fr_banned_mktemp_use_mkstemp
#define tmpnam(...) fr_banned_tmpnam_use_mkstemp
#define system(...) fr_banned_system_use_posix_spawn

#endif
