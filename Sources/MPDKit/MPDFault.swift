/// Something that a user of certain releases of MPD should hear of.
public struct MPDFault: Sendable, Equatable {
  /// The first release that has it.
  public let since: MPDVersion
  /// The first release that has it no more.
  public let fixedIn: MPDVersion
  /// One sentence for the user, without the cure. It says which releases are meant: a server tells only the version
  /// of its protocol, which several releases share.
  public let sentence: String

  /// What to do about it.
  public var cure: String { "upgrade MPD to \(advised) or newer" }

  private var advised: MPDVersion {
    max(fixedIn, fixedIn < MPDVersion(0, 24, 0) ? MPDVersion(0, 23, 13) : fixedIn)
  }

  /// All there are, old releases first.
  static let table: [MPDFault] = [
    MPDFault(
      since: MPDVersion(0, 0, 0), fixedIn: MPDVersion(0, 20, 0),
      sentence: "MPD before 0.20 sends its queue in one piece only, so a long one may not be read at all"),
    MPDFault(
      since: MPDVersion(0, 0, 0), fixedIn: MPDVersion(0, 22, 0),
      sentence: "MPD before 0.22 can't say which partitions it has, so only its default one is looked after"),
    MPDFault(
      since: MPDVersion(0, 0, 0), fixedIn: MPDVersion(0, 23, 0),
      sentence: "MPD before 0.23 is not maintained any more, and this program is not tested with it"),
    MPDFault(
      since: MPDVersion(0, 23, 0), fixedIn: MPDVersion(0, 23, 13),
      sentence: "MPD 0.23 before 0.23.13 hangs, and has to be killed, when a stream ends short of its length"),
    MPDFault(
      since: MPDVersion(0, 24, 0), fixedIn: MPDVersion(0, 24, 12),
      sentence: "MPD 0.24 before 0.24.12 may ask for a malformed range of a stream, which breaks the song off"
    ),
    MPDFault(
      since: MPDVersion(0, 24, 0), fixedIn: MPDVersion(0, 24, 12),
      sentence: "MPD 0.24 before 0.24.12 may land in the wrong place, or stop, when it seeks in a stream"),
    MPDFault(
      since: MPDVersion(0, 24, 0), fixedIn: MPDVersion(0, 24, 12),
      sentence: "MPD 0.24 before 0.24.12 has faults in its input cache; leave input_cache out of mpd.conf"),
    MPDFault(
      since: MPDVersion(0, 24, 0), fixedIn: MPDVersion(0, 24, 12),
      sentence: "MPD 0.24 before 0.24.12 lets clients out of its folders (path traversal)"),
  ]
}

extension MPDVersion {
  /// What a user of this version should hear of.
  ///
  /// This takes either version: a release's own (0.23.12), or the protocol's that a server greets with (0.23.5 for
  /// 0.23.12). A greeting may come from any later release of the same series, so it has the faults of all of them.
  public var faults: [MPDFault] {
    let nextSeries = MPDVersion(major, minor + 1, 0)
    return MPDFault.table.filter { self < $0.fixedIn && $0.since < nextSeries }
  }
}
