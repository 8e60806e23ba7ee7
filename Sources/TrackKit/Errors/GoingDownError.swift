/// The program goes down, and can't wait any longer, or begin anything new.
public struct GoingDownError: ProxyError, Equatable {
  /// It goes down.
  public init() {}

  /// Nothing helps but another instance.
  public var disposition: Disposition { .giveUp }
  /// It has nothing to do with the track.
  public var failureClass: FailureClass { FailureClass("going-down", .surroundings) }
  /// What happened.
  public var sentence: String { "the proxy is going down" }
}
