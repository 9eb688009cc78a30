/** A chat of somebody's own, with the AI SDK's `useChat` and the file to copy. */

import { useChat } from "@ai-sdk/react";
import { createRoot } from "react-dom/client";
import { connect } from "../../../packages/use-chat.ts";

function Chat({ bot }) {
  const { messages, sendMessage, status } = useChat({
    id: bot.id,
    messages: bot.messages,
    transport: bot.transport,
    resume: bot.running,
  });
  return (
    <>
      <p id="status">{status}</p>
      {messages.map((message) => (
        <p key={message.id} className={message.role}>
          {message.parts.map((part) => (part.type === "text" ? part.text : "")).join("")}
        </p>
      ))}
      <button id="ask" onClick={() => void sendMessage({ text: "Which mount?" })}>
        Ask
      </button>
      <button id="stop" onClick={() => void bot.stop()}>
        Stop
      </button>
    </>
  );
}

const bot = await connect({ server: new URL(import.meta.url).origin, publishableKey: "vrp_test" });
createRoot(document.querySelector("#app")).render(<Chat bot={bot} />);
