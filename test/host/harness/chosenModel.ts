import * as vscode from 'vscode';

/** Settings of the user, as the settings editor writes them. @param values by the name behind `touchstone.`; undefined: the default */
export async function setForUser(values: Readonly<Record<string, unknown>>): Promise<void> {
  const settings = vscode.workspace.getConfiguration('touchstone');
  for (const [key, value] of Object.entries(values))
    await settings.update(key, value, vscode.ConfigurationTarget.Global);
}

/** The model that the server scripts is the one for everything but completion. @param baseUrl undefined: none is chosen */
export async function chooseScripted(baseUrl: string | undefined): Promise<void> {
  await setForUser({
    'model.baseUrl': baseUrl,
    'model.name': baseUrl && 'scripted',
    'model.source': baseUrl && 'openai',
  });
}

/** The same for completion, where the model fills in the middle. */
export async function chooseForCompletion(baseUrl: string | undefined): Promise<void> {
  await setForUser({
    'completion.baseUrl': baseUrl,
    'completion.modelName': baseUrl && 'qwen2.5-coder:1.5b-base',
    'completion.source': baseUrl && 'openai',
  });
}
