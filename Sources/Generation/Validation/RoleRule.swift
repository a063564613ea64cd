import GeminiAPI
import ModelBackends

/// Who may speak in contents.
///
/// `function` is the role under which older clients send function responses; models from 3.6 on refuse it, as clients
/// reported in the summer of 2026. Vertex AI wants a role on every content, the Gemini API takes a missing one for
/// `user`.
struct RoleRule: RequestRule {
  func check(_ subject: RuleSubject) throws(Status) {
    for content in subject.request.contents {
      switch content.role {
      case "user", "model": continue
      case nil where subject.surface == .gemini, "" where subject.surface == .gemini: continue
      case "function" where subject.model.capabilities.strictTurns != true: continue
      case let role?
      where !role.isEmpty && role != "system" && subject.model.capabilities.strictTurns == true:
        throw .invalidArgument(
          "Role '\(role.prefix(bytes: 100))' is not supported. Please use a valid role: SYSTEM, SYSTEM_1, USER, ASSISTANT, "
            + "DEVELOPER, CONTEXT, USER_CONTEXT, MODEL, USER."
        )
      default: throw .invalidArgument("Please use a valid role: user, model.")
      }
    }
  }
}

/// Who speaks last: the model answers somebody.
///
/// A single turn of the model's was refused in 2025 already; models from 3.6 on refuse any history that ends with the
/// model, which older ones take for the beginning of their answer.
struct LastTurnRule: RequestRule {
  func check(_ subject: RuleSubject) throws(Status) {
    let contents = subject.request.contents
    guard contents.last?.role == "model" else { return }
    if contents.count == 1 {
      throw .invalidArgument(
        "Please ensure that single turn requests end with a user role or the role field is empty."
      )
    }
    if subject.model.capabilities.strictTurns == true {
      throw .invalidArgument("Requests ending with a model turn are not supported.")
    }
  }
}
