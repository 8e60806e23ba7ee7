#ifndef CMPDCLIENT_SHIM_H
#define CMPDCLIENT_SHIM_H

#include <stdbool.h>

#include <mpd/client.h>

/* mpd_send_command() is variadic, which Swift does not import. */

/* Sends a command that has no arguments; `name` must be a protocol word. */
static inline bool
cmpdclient_send(struct mpd_connection *connection, const char *name)
{
	return mpd_send_command(connection, name, NULL);
}

/* mpd_idle is a set of bits: the "nothing happened" value has no name of its own. */
static inline unsigned
cmpdclient_recv_idle(struct mpd_connection *connection)
{
	return (unsigned)mpd_recv_idle(connection, false);
}

static inline bool
cmpdclient_send_idle(struct mpd_connection *connection, unsigned mask)
{
	return mpd_send_idle_mask(connection, (enum mpd_idle)mask);
}

#endif
