import FoundationEssentials

/// How long tests of random things may take.
public enum RandomTime {
  /// In minutes: far more than they take, and more again when `YTMPD_RANDOM_SECONDS` asks for it.
  public static let limit: Int = {
    let seconds = ProcessInfo.processInfo.environment["YTMPD_RANDOM_SECONDS"].flatMap { Int($0) } ?? 0
    return 8 + max(0, seconds) / 30
  }()
}
