#ifndef CMPDCLIENT_SHIM_H
#define CMPDCLIENT_SHIM_H

#include <stdbool.h>

#include <mpd/async.h>
#include <mpd/client.h>
#include <mpd/parser.h>

/* The most arguments cmpdclient_send() takes. */
#define CMPDCLIENT_ARGUMENTS 8

/*
 * Quotes a command into the output buffer. mpd_async_send_command() is variadic, which Swift does not import; its
 * arguments end at the first one that is NULL.
 */
static inline bool
cmpdclient_send(struct mpd_async *async, const char *name,
		const char *const *arguments)
{
	return mpd_async_send_command(async, name, arguments[0], arguments[1],
				      arguments[2], arguments[3], arguments[4],
				      arguments[5], arguments[6], arguments[7],
				      NULL);
}

/* Writes what the buffer holds as far as the socket takes it; never reads. */
static inline bool
cmpdclient_write(struct mpd_async *async)
{
	return mpd_async_io(async, MPD_ASYNC_EVENT_WRITE);
}

/* Whether the buffer holds anything to write. */
static inline bool
cmpdclient_has_output(const struct mpd_async *async)
{
	return (mpd_async_events(async) & MPD_ASYNC_EVENT_WRITE) != 0;
}

/* mpd_idle is a set of bits: the values have no case of their own in Swift. */
static inline const char *
cmpdclient_idle_name(unsigned bit)
{
	return mpd_idle_name((enum mpd_idle)bit);
}

static inline unsigned
cmpdclient_idle_bit(const char *name)
{
	return (unsigned)mpd_idle_name_parse(name);
}

#endif
