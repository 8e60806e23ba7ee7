/// Whose keys the dashboard begins with.
public enum KeysPreset: String, Sendable, CaseIterable {
  /// The program's own.
  case standard
  /// Those of a client of MPD, as far as both do the same.
  case ncmpcpp, rmpc
  /// Those of the editor, as far as they fit.
  case vi
}
