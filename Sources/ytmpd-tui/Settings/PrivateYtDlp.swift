import ConfigurationKit
import Glibc

/// The yt-dlp that `setup` installs for its user: a virtual environment of Python's, with a JavaScript runtime in it.
struct PrivateYtDlp: Sendable {
  /// The virtual environment: `$XDG_DATA_HOME/ytmpd-tui/yt-dlp`, or `~/.local/share/ytmpd-tui/yt-dlp`.
  let folder: String

  /// The one of the user with these folders.
  init(_ directories: UserDirectories) { folder = directories.data + "/yt-dlp" }

  /// The program.
  var program: String { folder + "/bin/yt-dlp" }

  /// Whether it is installed.
  var isThere: Bool { access(program, X_OK) == 0 }
}
