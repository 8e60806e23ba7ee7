/// The program's version, as `--version`, `/status` and the log show it.
enum Version {
  static let current = "0.1.0"
}
