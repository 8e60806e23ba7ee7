extension StreamSession {
  /// What the session is doing, in the words of `/status`.
  var displayState: StreamState {
    switch phase {
    case .resolving(let isFirst): isFirst ? .resolving : .refreshing
    case .waiting: .retrying
    case .filling: .filling
    case .ended: isComplete ? .done : .lost
    case .idle, .parked: hasResponded ? .streaming : .holding
    case .fetching:
      if !hasResponded { .holding } else { hasAnnouncedStall ? .stalled : .streaming }
    }
  }

  /// Starts a range of a song that was lost a moment ago: zeros at once, since whatever plays it must not
  /// wait for it again.
  mutating func startLost() -> [Action] {
    let plan = makePlan()
    self.plan = plan
    hasResponded = true
    guard plan.status != 416, let end = plan.audio.end else {
      phase = .ended
      return [.respond(plan), .finish]
    }
    phase = .filling
    return [.respond(plan), .fill(end - plan.audio.first)]
  }
}
