import Testing

/// Tests of the built program with its real neighbours: yt-dlp, MPD, curl, SQLite, terminals. One after another,
/// since each of them takes most of a machine.
@Suite(.serialized, .timeLimit(.minutes(5)))
enum EndToEnd {}
