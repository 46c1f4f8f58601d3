/*
 * http_memory.h: memory for libcurl that is overwritten before it is given back. Keys stand in libcurl's lists of
 * headers and in its request buffers, which it frees as they are.
 *
 * Shared by http.c and http_memory.c only.
 */
#ifndef FR_HTTP_MEMORY_H
#define FR_HTTP_MEMORY_H

/* curl_global_init with such memory. The result is libcurl's own, a CURLcode. */
int fr_http_memory_init(void);

#endif
