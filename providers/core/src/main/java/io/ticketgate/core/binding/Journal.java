package io.ticketgate.core.binding;

/** Keeps and announces each step of a binding. */
public interface Journal {

  /** Records one step of a binding. */
  void record(Binding binding, Transition transition);
}
