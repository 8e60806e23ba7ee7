import DashboardKit
import ProxyKit
import ServiceLifecycle

/// What stands behind the dashboard on this terminal: the service that does its work here, or the way to the process that does.
protocol DashboardHands: Service {
  /// Takes an effect over, from any thread; never waits.
  func perform(_ effect: Effect)
  /// Says how the streams of this process end when it does.
  func willGoDown(_ manner: ProxyService.Manner)
  /// Lets the streams of this process have no more time.
  func hurry()
}

extension DashboardService: DashboardHands {
  func willGoDown(_ manner: ProxyService.Manner) { backend.willGoDown(manner) }
  func hurry() { backend.hurry() }
}
