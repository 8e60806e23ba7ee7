/// The screens as they must look; a change of look is a change here.
enum Golden {
  static let small = """
     ● 3/10  ◌ 0  ↻ 1  ⟳ 2  MPD ▶  yt-dlp ok
     1 Streams  2  3  4  5  6    812 kB/s █
     TRACK             STATE           RATE
    ▸Tommy Guerrero -… streaming       812K
     Beyoncé - Déjà Vu retry 2/3 1.6s     0
     ── events ─────────────────────────────
     13:02:41  retry    Beyoncé -…: upstrea…
     13:02:39  refresh  宇多田ヒ…: URL 5 h …
     ▶ Tommy Guerrero - Thin Br…  1:42/3:33
     r refresh ⏎ play P pause ? help q quit
    """

  static let usual = """
     ytmpd-tui  ● 3/10 streams  ◌ 0 wait  ↻ 1 retry  ⟳ 2 refresh  MPD ▶  yt-dlp ok
     1 Streams  2 Tracks  3 Playlists  4 Queue  5 Events  6 Log          812 kB/s █
     TRACK                     CLIENT      STATE             SENT        RATE   AGE
    ▸Tommy Guerrero - Thin Br… MPD 0.23.12 streaming         3.1/4.2 MB  812K  0:14
     Beyoncé - Déjà Vu         MPD 0.23.12 retry 2/3 in 1.6s 1.0/3.9 MB     0  0:09
     宇多田ヒカル - First Love mpv         refreshing URL    0              0  0:02





     ── events ─────────────────────────────────────────────────────────────────────
     13:02:41  retry    Beyoncé - Déjà Vu: upstream 503, next try in 2 s (2/3)
     13:02:39  refresh  宇多田ヒカル - First Love: URL 5 h 02 min old








     ▶ Tommy Guerrero - Thin Brown Lay…  ━━━━╸─────  1:42/3:33   128 kb/s   vol 80%
     r refresh R expired ⏎ play P pause <> skip p push / filter a add ? help q quit
    """

  static let ascii = """
     ytmpd-tui  * 3/10 streams  o 0 wait  ! 1 retry  @ 2 refresh  MPD >  yt-dlp ok
     1 Streams  2 Tracks  3 Playlists  4 Queue  5 Events  6 Log          812 kB/s #
     TRACK                     CLIENT      STATE             SENT        RATE   AGE
    >Tommy Guerrero - Thin Br~ MPD 0.23.12 streaming         3.1/4.2 MB  812K  0:14
     Beyonce - Deja Vu         MPD 0.23.12 retry 2/3 in 1.6s 1.0/3.9 MB     0  0:09
     ?????? - First Love       mpv         refreshing URL    0              0  0:02





     -- events ---------------------------------------------------------------------
     13:02:41  retry    Beyonce - Deja Vu: upstream 503, next try in 2 s (2/3)
     13:02:39  refresh  ?????? - First Love: URL 5 h 02 min old








     > Tommy Guerrero - Thin Brown Lay~  ====>-----  1:42/3:33   128 kb/s   vol 80%
     r refresh R expired Enter play P pause <> skip p push / filter ? help q quit
    """

  static let large = """
     ytmpd-tui  ● 3/10 streams  ◌ 0 waiting  ↻ 1 retrying  ⟳ 2 refreshing  MPD ▶ 127.0.0.1:6600  yt-dlp 2026.10.26 ok
     1 Streams  2 Tracks  3 Playlists  4 Queue  5 Events  6 Log                                                                                                                                  812 kB/s █
     TRACK                                                                                                                                        CLIENT           STATE             SENT        RATE   AGE
    ▸Tommy Guerrero - Thin Brown Layer                                                                                                            MPD 0.23.12      streaming         3.1/4.2 MB  812K  0:14
     Beyoncé - Déjà Vu                                                                                                                            MPD 0.23.12      retry 2/3 in 1.6s 1.0/3.9 MB     0  0:09
     宇多田ヒカル - First Love                                                                                                                    mpv              refreshing URL    0              0  0:02







     ── events ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
     13:02:41  retry    Beyoncé - Déjà Vu: upstream 503, next try in 2 s (2/3)
     13:02:39  refresh  宇多田ヒカル - First Love: URL 5 h 02 min old










































     ▶ Tommy Guerrero - Thin Brown Layer  ━━━━━━━━━━━━━━━━━━━╸────────────────────  1:42/3:33   128 kb/s 48000:f:2   vol 80%
     r refresh  R refresh expired  ⏎ play  P pause  < > skip  p push  / filter  s sort  a add  ? help  q quit
    """

  static let tracks = """
     ytmpd-tui  ● 3/10 streams  ◌ 0 waiting  ↻ 1 retrying  ⟳ 2 refreshing  MPD ▶ 127.0.0.1:6600  yt-dlp ok
     1 Streams  2 Tracks  3 Playlists  4 Queue  5 Events  6 Log                                        812 kB/s █
     TRACK                                                       ALBUM                   LENGTH URL
    ▶Tommy Guerrero - Thin Brown Layer                           A Little Bit              3:33 fresh until 14:02
    ▸Beyoncé - Déjà Vu                                           B'Day                     4:00 expired
     宇多田ヒカル - First Love                                                                ? not resolved


     ▶ Tommy Guerrero - Thin Brown Layer  ━━━━━━━━━━━━━╸───────────────  1:42/3:33   128 kb/s 48000:f:2   vol 80%
     r refresh  R refresh expired  ⏎ play  P pause  < > skip  p push  / filter  s sort  a add  ? help  q quit
    """

  static let queue = """
     ytmpd-tui  ● 3/10 streams  ◌ 0 wait  ↻ 1 retry  ⟳ 2 refresh  MPD ▶  yt-dlp ok
     1 Streams  2 Tracks  3 Playlists  4 Queue  5 Events  6 Log          812 kB/s █
         # SONG                                                   FROM       LENGTH
    ▶    1 Tommy Guerrero - Thin Brown Layer                      ytmpd-tui    3:33
    ▸    2 local.flac                                             elsewhere    1:01



     ▶ Tommy Guerrero - Thin Brown Lay…  ━━━━╸─────  1:42/3:33   128 kb/s   vol 80%
     r refresh R expired ⏎ play P pause <> skip p push / filter a add ? help q quit
    """

  static let playlists = """
     ytmpd-tui  ● 3/10 streams  ◌ 0 wait  ↻ 1 retry  ⟳ 2 refresh  MPD ▶  yt-dlp ok
     1 Streams  2 Tracks  3 Playlists  4 Queue  5 Events  6 Log          812 kB/s █
     PLAYLIST                      SOURCE                                    TRACKS
    ▸Focus                         PL123                                         12




     ▶ Tommy Guerrero - Thin Brown Lay…  ━━━━╸─────  1:42/3:33   128 kb/s   vol 80%
     r refresh R expired ⏎ play P pause <> skip p push / filter a add ? help q quit
    """

  static let events = """
     ytmpd-tui  ● 3/10 streams  ◌ 0 wait  ↻ 1 retry  ⟳ 2 refresh  MPD ▶  yt-dlp ok
     1 Streams  2 Tracks  3 Playlists  4 Queue  5 Events  6 Log          812 kB/s █
     TIME      KIND     EVENT  newest first
     13:02:41  retry    Beyoncé - Déjà Vu: upstream 503, next try in 2 s (2/3)



     / retry  1 of 2   Esc shows all
     ▶ Tommy Guerrero - Thin Brown Lay…  ━━━━╸─────  1:42/3:33   128 kb/s   vol 80%
     r refresh R expired ⏎ play P pause <> skip p push / filter a add ? help q quit
    """
}
