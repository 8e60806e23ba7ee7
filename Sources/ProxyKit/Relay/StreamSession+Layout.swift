import TrackKit

/// How the file is laid out, which decides whether its body may have metadata.
extension StreamSession {
  /// Whether the first bytes of the file are worth a look: it may be laid out so that it must not have metadata, and
  /// that is not known.
  var mayShowLayout: Bool { situation.layout == nil && !hasResponded && MP4Head.mayBe(contentType) }

  /// Whether the answer has to wait for that look.
  var isUndecided: Bool { mode == .inline && mayShowLayout }

  /// Recalls how the rendition at the current URL is laid out.
  mutating func recallLayout() {
    let rendition = layouts.isEmpty ? nil : track.media?.rendition
    settle(layouts.first { known in rendition.map(known.rendition.isSame) ?? false }?.layout)
  }

  /// The first bytes of the file have shown how it is laid out; none of them has been handed on with metadata.
  mutating func layoutFound(_ layout: MediaLayout) -> [Action] {
    guard case .fetching = phase, !hasResponded else { return [] }
    settle(layout)
    let plan = makePlan()
    self.plan = plan
    let lesson = track.media?.rendition.map { RelayMemory.Lesson.layout(layout, $0) }
    let actions = lesson.map { [Action.remember($0)] } ?? []
    let isOver = request.isHead || plan.isSettled
    return isOver ? actions + [.cancelFetch] + answer(with: plan) : actions
  }

  private mutating func settle(_ layout: MediaLayout?) {
    guard !hasResponded else { return }
    situation.layout = layout
    mode = BodyMode.choose(for: request, policy: rules.icyPolicy, in: situation)
  }
}
