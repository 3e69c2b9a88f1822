// The state of Streamlit's page.

/** Has Streamlit drawn the whole page? */
export function drawn(app: HTMLElement): boolean {
  const state = app.querySelector<HTMLElement>("[data-testid=stApp]")?.dataset;
  return (
    state?.testScriptState === "notRunning" &&
    state.testConnectionState === "CONNECTED" &&
    app.querySelector("[data-testid=stMainBlockContainer] [data-testid=stElementContainer]") !== null &&
    app.querySelector("[data-testid=stSkeleton]") === null
  );
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
